"""The time zones of countries and of their parts, by ISO 3166, and which telephone numbers tell where one lives.

Countries are those of the time-zone database's `zone.tab`; of zones that have shown the same time since 2026, and are
bound to by today's law, one stands for all. Parts (ISO 3166-2) are told apart in countries where much debt is collected
and more than one time is kept. A part in which two times are kept has both, border towns with the clock of the
neighbour among them (Lloydminster, West Wendover, the coast of Quebec).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

#: Country: its parts by their zones, several of them separated by blanks.
PARTS: Final[Mapping[str, Mapping[str, str]]] = {
    "US": {
        "America/New_York": "CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV",
        "America/Chicago": "AL AR IA IL LA MN MO MS OK WI",
        "America/Denver": "CO MT NM UT WY",
        "America/Los_Angeles": "CA WA",
        "America/Chicago America/New_York": "FL KY TN",
        "America/Chicago America/Detroit": "MI",
        "America/Chicago America/Indiana/Indianapolis": "IN",
        "America/Chicago America/Denver": "KS ND NE SD TX",
        "America/Denver America/Los_Angeles": "NV",
        "America/Boise America/Los_Angeles": "ID OR",
        "America/Denver America/Phoenix": "AZ",
        "America/Adak America/Anchorage": "AK",
        "Pacific/Honolulu": "HI",
        "America/Puerto_Rico": "PR",
        "America/St_Thomas": "VI",
        "Pacific/Guam": "GU",
        "Pacific/Saipan": "MP",
        "Pacific/Pago_Pago": "AS",
        "Pacific/Midway Pacific/Wake": "UM",
    },
    "CA": {
        "America/Goose_Bay America/St_Johns": "NL",
        "America/Halifax": "NS PE",
        "America/Moncton": "NB",
        "America/Blanc-Sablon America/Halifax America/Toronto": "QC",
        "America/Atikokan America/Toronto America/Winnipeg": "ON",
        "America/Winnipeg": "MB",
        "America/Edmonton America/Regina": "SK",
        "America/Edmonton": "AB",
        "America/Dawson_Creek America/Edmonton America/Vancouver": "BC",
        "America/Whitehorse": "YT",
        "America/Edmonton America/Inuvik": "NT",
        "America/Atikokan America/Cambridge_Bay America/Iqaluit America/Rankin_Inlet": "NU",
    },
    "MX": {
        "America/Mexico_City": "AGU CHP CMX COL DIF GRO GUA HID JAL MEX MIC MOR OAX PUE QUE SLP TAB TLA VER ZAC",
        "America/Monterrey": "DUR",
        "America/Matamoros America/Monterrey": "COA NLE TAM",
        "America/Chihuahua America/Ciudad_Juarez America/Ojinaga": "CHH",
        "America/Merida": "CAM YUC",
        "America/Cancun": "ROO",
        "America/Mazatlan": "BCS SIN",
        "America/Bahia_Banderas America/Mazatlan": "NAY",
        "America/Hermosillo": "SON",
        "America/Tijuana": "BCN",
    },
    "BR": {
        "America/Sao_Paulo": "DF ES GO MG PR RJ RS SC SP",
        "America/Bahia": "BA",
        "America/Maceio": "AL SE",
        "America/Fortaleza": "CE MA PB PI RN",
        "America/Noronha America/Recife": "PE",
        "America/Araguaina": "TO",
        "America/Belem": "AP",
        "America/Belem America/Santarem": "PA",
        "America/Campo_Grande": "MS",
        "America/Cuiaba": "MT",
        "America/Porto_Velho": "RO",
        "America/Boa_Vista": "RR",
        "America/Eirunepe America/Manaus": "AM",
        "America/Rio_Branco": "AC",
    },
    "AU": {
        "Australia/Sydney": "ACT",
        "Australia/Broken_Hill Australia/Lord_Howe Australia/Sydney": "NSW",
        "Australia/Melbourne": "VIC",
        "Australia/Brisbane": "QLD",
        "Australia/Hobart": "TAS",
        "Australia/Adelaide": "SA",
        "Australia/Darwin": "NT",
        "Australia/Eucla Australia/Perth": "WA",
    },
    "CL": {
        "America/Santiago": "AN AP AR AT BI CO LI LL LR ML NB RM TA",
        "America/Santiago Pacific/Easter": "VS",
        "America/Coyhaique": "AI",
        "America/Punta_Arenas": "MA",
    },
    "EC": {
        "America/Guayaquil": "A B C D E F G H I L M N O P R S SD SE T U X Y Z",
        "Pacific/Galapagos": "W",
    },
    "ES": {
        "Europe/Madrid": (
            "A AB AL AN AR AS AV B BA BI BU C CA CB CC CL CM CO CR CS CT CU EX GA GI GR GU H HU IB J L LE LO LU M MA "
            "MC MD MU NA NC O OR P PM PO PV RI S SA SE SG SO SS T TE TO V VA VC VI Z ZA"
        ),
        "Africa/Ceuta": "CE ML",
        "Atlantic/Canary": "CN GC TF",
    },
    "PT": {
        "Europe/Lisbon": "01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18",
        "Atlantic/Azores": "20",
        "Atlantic/Madeira": "30",
    },
    "ID": {
        "Asia/Jakarta": "AC BB BE BT JA JB JI JK JT JW KR LA RI SB SM SS SU YO",
        "Asia/Pontianak": "KB KT",
        "Asia/Makassar": "BA GO KI KS KU NB NT NU SA SG SL SN SR ST",
        "Asia/Pontianak Asia/Makassar": "KA",
        "Asia/Jayapura": "MA ML MU PA PB PD PE PP PS PT",
    },
    "NZ": {
        "Pacific/Auckland": "AUK BOP CAN GIS HKB MBH MWT NSN NTL OTA STL TAS TKI WGN WKO WTC",
        "Pacific/Chatham": "CIT",
    },
    "CN": {
        "Asia/Shanghai": (
            "AH BJ CQ FJ GD GS GX GZ HA HB HE HI HK HL HN JL JS JX LN MO NM NX QH SC SD SH SN SX TJ TW XZ YN ZJ"
        ),
        "Asia/Shanghai Asia/Urumqi": "XJ",
    },
}

#: Calling codes of countries whose mobile numbers have the area code of the place: North America, Mexico, Brazil.
#: Elsewhere a number tells its country alone.
CALLING_CODES_WITH_AREAS: Final = frozenset({1, 52, 55})

# fmt: off
#: Every other country: its zones, several of them separated by blanks.
COUNTRIES: Final[Mapping[str, str]] = {
    "AD": "Europe/Andorra", "AE": "Asia/Dubai", "AF": "Asia/Kabul", "AG": "America/Antigua",
    "AI": "America/Anguilla", "AL": "Europe/Tirane", "AM": "Asia/Yerevan", "AO": "Africa/Luanda",
    "AQ": (
        "Antarctica/Casey Antarctica/Davis Antarctica/DumontDUrville Antarctica/Mawson Antarctica/McMurdo "
        "Antarctica/Palmer Antarctica/Syowa Antarctica/Troll"
    ),
    "AR": "America/Argentina/Buenos_Aires", "AS": "Pacific/Pago_Pago", "AT": "Europe/Vienna", "AW": "America/Aruba",
    "AX": "Europe/Mariehamn", "AZ": "Asia/Baku", "BA": "Europe/Sarajevo", "BB": "America/Barbados",
    "BD": "Asia/Dhaka", "BE": "Europe/Brussels", "BF": "Africa/Ouagadougou", "BG": "Europe/Sofia",
    "BH": "Asia/Bahrain", "BI": "Africa/Bujumbura", "BJ": "Africa/Porto-Novo", "BL": "America/St_Barthelemy",
    "BM": "Atlantic/Bermuda", "BN": "Asia/Brunei", "BO": "America/La_Paz", "BQ": "America/Kralendijk",
    "BS": "America/Nassau", "BT": "Asia/Thimphu", "BW": "Africa/Gaborone", "BY": "Europe/Minsk",
    "BZ": "America/Belize", "CC": "Indian/Cocos", "CD": "Africa/Kinshasa Africa/Lubumbashi", "CF": "Africa/Bangui",
    "CG": "Africa/Brazzaville", "CH": "Europe/Zurich", "CI": "Africa/Abidjan", "CK": "Pacific/Rarotonga",
    "CM": "Africa/Douala", "CO": "America/Bogota", "CR": "America/Costa_Rica", "CU": "America/Havana",
    "CV": "Atlantic/Cape_Verde", "CW": "America/Curacao", "CX": "Indian/Christmas", "CY": "Asia/Nicosia",
    "CZ": "Europe/Prague", "DE": "Europe/Berlin", "DJ": "Africa/Djibouti", "DK": "Europe/Copenhagen",
    "DM": "America/Dominica", "DO": "America/Santo_Domingo", "DZ": "Africa/Algiers", "EE": "Europe/Tallinn",
    "EG": "Africa/Cairo", "EH": "Africa/El_Aaiun", "ER": "Africa/Asmara", "ET": "Africa/Addis_Ababa",
    "FI": "Europe/Helsinki", "FJ": "Pacific/Fiji", "FK": "Atlantic/Stanley", "FM": "Pacific/Chuuk Pacific/Pohnpei",
    "FO": "Atlantic/Faroe", "FR": "Europe/Paris", "GA": "Africa/Libreville", "GB": "Europe/London",
    "GD": "America/Grenada", "GE": "Asia/Tbilisi", "GF": "America/Cayenne", "GG": "Europe/Guernsey",
    "GH": "Africa/Accra", "GI": "Europe/Gibraltar", "GL": "America/Danmarkshavn America/Nuuk America/Thule",
    "GM": "Africa/Banjul", "GN": "Africa/Conakry", "GP": "America/Guadeloupe", "GQ": "Africa/Malabo",
    "GR": "Europe/Athens", "GS": "Atlantic/South_Georgia", "GT": "America/Guatemala", "GU": "Pacific/Guam",
    "GW": "Africa/Bissau", "GY": "America/Guyana", "HK": "Asia/Hong_Kong", "HN": "America/Tegucigalpa",
    "HR": "Europe/Zagreb", "HT": "America/Port-au-Prince", "HU": "Europe/Budapest", "IE": "Europe/Dublin",
    "IL": "Asia/Jerusalem", "IM": "Europe/Isle_of_Man", "IN": "Asia/Kolkata", "IO": "Indian/Chagos",
    "IQ": "Asia/Baghdad", "IR": "Asia/Tehran", "IS": "Atlantic/Reykjavik", "IT": "Europe/Rome",
    "JE": "Europe/Jersey", "JM": "America/Jamaica", "JO": "Asia/Amman", "JP": "Asia/Tokyo", "KE": "Africa/Nairobi",
    "KG": "Asia/Bishkek", "KH": "Asia/Phnom_Penh", "KI": "Pacific/Kanton Pacific/Kiritimati Pacific/Tarawa",
    "KM": "Indian/Comoro", "KN": "America/St_Kitts", "KP": "Asia/Pyongyang", "KR": "Asia/Seoul", "KW": "Asia/Kuwait",
    "KY": "America/Cayman", "KZ": "Asia/Almaty", "LA": "Asia/Vientiane", "LB": "Asia/Beirut",
    "LC": "America/St_Lucia", "LI": "Europe/Vaduz", "LK": "Asia/Colombo", "LR": "Africa/Monrovia",
    "LS": "Africa/Maseru", "LT": "Europe/Vilnius", "LU": "Europe/Luxembourg", "LV": "Europe/Riga",
    "LY": "Africa/Tripoli", "MA": "Africa/Casablanca", "MC": "Europe/Monaco", "MD": "Europe/Chisinau",
    "ME": "Europe/Podgorica", "MF": "America/Marigot", "MG": "Indian/Antananarivo", "MH": "Pacific/Majuro",
    "MK": "Europe/Skopje", "ML": "Africa/Bamako", "MM": "Asia/Yangon", "MN": "Asia/Hovd Asia/Ulaanbaatar",
    "MO": "Asia/Macau", "MP": "Pacific/Saipan", "MQ": "America/Martinique", "MR": "Africa/Nouakchott",
    "MS": "America/Montserrat", "MT": "Europe/Malta", "MU": "Indian/Mauritius", "MV": "Indian/Maldives",
    "MW": "Africa/Blantyre", "MY": "Asia/Kuala_Lumpur", "MZ": "Africa/Maputo", "NA": "Africa/Windhoek",
    "NC": "Pacific/Noumea", "NE": "Africa/Niamey", "NF": "Pacific/Norfolk", "NG": "Africa/Lagos",
    "NI": "America/Managua", "NL": "Europe/Amsterdam", "NO": "Europe/Oslo", "NP": "Asia/Kathmandu",
    "NR": "Pacific/Nauru", "NU": "Pacific/Niue", "OM": "Asia/Muscat", "PA": "America/Panama", "PE": "America/Lima",
    "PF": "Pacific/Gambier Pacific/Marquesas Pacific/Tahiti", "PG": "Pacific/Bougainville Pacific/Port_Moresby",
    "PH": "Asia/Manila", "PK": "Asia/Karachi", "PL": "Europe/Warsaw", "PM": "America/Miquelon",
    "PN": "Pacific/Pitcairn", "PR": "America/Puerto_Rico", "PS": "Asia/Gaza", "PW": "Pacific/Palau",
    "PY": "America/Asuncion", "QA": "Asia/Qatar", "RE": "Indian/Reunion", "RO": "Europe/Bucharest",
    "RS": "Europe/Belgrade",
    "RU": (
        "Asia/Chita Asia/Irkutsk Asia/Kamchatka Asia/Magadan Asia/Novosibirsk Asia/Omsk Asia/Vladivostok "
        "Asia/Yekaterinburg Europe/Astrakhan Europe/Kaliningrad Europe/Moscow"
    ),
    "RW": "Africa/Kigali", "SA": "Asia/Riyadh", "SB": "Pacific/Guadalcanal", "SC": "Indian/Mahe",
    "SD": "Africa/Khartoum", "SE": "Europe/Stockholm", "SG": "Asia/Singapore", "SH": "Atlantic/St_Helena",
    "SI": "Europe/Ljubljana", "SJ": "Arctic/Longyearbyen", "SK": "Europe/Bratislava", "SL": "Africa/Freetown",
    "SM": "Europe/San_Marino", "SN": "Africa/Dakar", "SO": "Africa/Mogadishu", "SR": "America/Paramaribo",
    "SS": "Africa/Juba", "ST": "Africa/Sao_Tome", "SV": "America/El_Salvador", "SX": "America/Lower_Princes",
    "SY": "Asia/Damascus", "SZ": "Africa/Mbabane", "TC": "America/Grand_Turk", "TD": "Africa/Ndjamena",
    "TF": "Indian/Kerguelen", "TG": "Africa/Lome", "TH": "Asia/Bangkok", "TJ": "Asia/Dushanbe",
    "TK": "Pacific/Fakaofo", "TL": "Asia/Dili", "TM": "Asia/Ashgabat", "TN": "Africa/Tunis",
    "TO": "Pacific/Tongatapu", "TR": "Europe/Istanbul", "TT": "America/Port_of_Spain", "TV": "Pacific/Funafuti",
    "TW": "Asia/Taipei", "TZ": "Africa/Dar_es_Salaam", "UA": "Europe/Kyiv Europe/Simferopol", "UG": "Africa/Kampala",
    "UM": "Pacific/Midway Pacific/Wake", "UY": "America/Montevideo", "UZ": "Asia/Samarkand", "VA": "Europe/Vatican",
    "VC": "America/St_Vincent", "VE": "America/Caracas", "VG": "America/Tortola", "VI": "America/St_Thomas",
    "VN": "Asia/Ho_Chi_Minh", "VU": "Pacific/Efate", "WF": "Pacific/Wallis", "WS": "Pacific/Apia", "YE": "Asia/Aden",
    "YT": "Indian/Mayotte", "ZA": "Africa/Johannesburg", "ZM": "Africa/Lusaka", "ZW": "Africa/Harare",}
# fmt: on


@lru_cache(maxsize=4096)
def zones_of_region(region: str) -> tuple[str, ...]:
    """The zones in which a region may lie, sorted by name; none where the code says nothing.

    Args:
        region: ISO 3166-2 (US-CA) or a country (US), in capitals. Of a country, and of a part that is not known, all
            zones of the country.
    """
    country, _, part = region.partition("-")
    parts = PARTS.get(country, {})
    told = [zones for zones, names in parts.items() if part in names.split()] if part else []
    found = told or [*parts] or [COUNTRIES.get(country, "")]
    return tuple(sorted({zone for zones in found for zone in zones.split()}))

"""The regions in which dependency is reported: nine economies, the rest of the EU, the others.

Full-size tables hold eighty regions; results are told for these, folded after the system is
solved, so that nothing is lost and every database tells of the same regions.
"""

from __future__ import annotations

from collections.abc import Iterable

REST_OF_EU, REST_OF_WORLD = "EU26", "ROW"
# Told apart besides where a table of full size shows them: the United States' neighbours.
NEIGHBOURS = ("MEX", "CAN")
ORDER = ("RUS", "CHN", "USA", "DEU", REST_OF_EU, "JPN", "KOR", "IND", "BRA", "TUR")


def reported(
    regions: Iterable[str], rest_of_eu: Iterable[str], focus: Iterable[str] = ()
) -> dict[str, list[str]]:
    """Reported region -> its members among `regions`; a focus country outside them stands alone.

    Parameters
    ----------
    rest_of_eu
        the members of EU26; those in `focus` are taken out of it
    """
    held = list(regions)
    named = [code for code in dict.fromkeys((*ORDER, *focus)) if code != REST_OF_WORLD]
    union = [code for code in held if code in set(rest_of_eu) - set(named)]
    groups = {code: [code] for code in named if code in held}
    if union and REST_OF_EU not in held:
        groups = {
            code: groups.get(code, union) for code in named if code in held or code == REST_OF_EU
        }
    taken = {member for members in groups.values() for member in members}
    groups[REST_OF_WORLD] = [code for code in held if code not in taken]
    return {code: members for code, members in groups.items() if members}

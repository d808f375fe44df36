"""Where on the body treatments are, and whether two of them meet."""

from turgor.rules.words import face_words, is_whole_face, site_word, within


def site_parts(site: str) -> tuple[str, ...]:
    """The vocabulary's words for all that a treatment of a site treats; empty where not known."""
    if is_whole_face(site):
        return face_words()
    word = site_word(site)
    return () if word is None else (word,)


def same_field(site: str, side: str, other_site: str, other_side: str) -> bool | None:
    """Whether two treatments meet on the same skin; None where that can't be told.

    A side that is not stated is both. Two names that the rules hold to be one site are one.
    """
    if not site or not other_site:
        return None
    sides = {side or "both", other_side or "both"}
    if sides == {"left", "right"}:
        return False
    if within(site, other_site) or within(other_site, site):
        return True
    one, other = site_parts(site), site_parts(other_site)
    if not one or not other:
        return None
    if not set(one) & set(other):
        return False
    # one word of face or limb is one field, such as both lips; 'other' is anywhere
    return None if one == other == ("other",) else True

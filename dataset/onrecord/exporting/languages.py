"""Languages in three letters: ISO 639-3 codes of the two-letter ones of ISO 639-1."""

from __future__ import annotations

import re

#: Two letters and the three that mean the same, each pair as one word.
_PAIRS = """
    aaaar ababk aeave afafr akaka amamh anarg arara asasm avava ayaym azaze babak bebel bgbul
    bhbih bibis bmbam bnben bobod brbre bsbos cacat ceche chcha cocos crcre csces cuchu cvchv
    cycym dadan dedeu dvdiv dzdzo eeewe elell eneng eoepo esspa etest eueus fafas ffful fifin
    fjfij fofao frfra fyfry gagle gdgla glglg gngrn guguj gvglv hahau heheb hihin hohmo hrhrv
    hthat huhun hyhye hzher iaina idind ieile igibo iiiii ikipk inind ioido isisl itita iuiku
    iwheb jajpn jiyid jvjav jwjav kakat kgkon kikik kjkua kkkaz klkal kmkhm knkan kokor krkau
    kskas kukur kvkom kwcor kykir lalat lbltz lglug lilim lnlin lolao ltlit lulub lvlav mgmlg
    mhmah mimri mkmkd mlmal mnmon momol mrmar msmsa mtmlt mymya nanau nbnob ndnde nenep ngndo
    nlnld nnnno nonor nrnbl nvnav nynya ococi ojoji omorm orori ososs papan pipli plpol pspus
    ptpor quque rmroh rnrun roron rurus rwkin sasan scsrd sdsnd sesme sgsag shhbs sisin skslk
    slslv smsmo snsna sosom sqsqi srsrp ssssw stsot susun svswe swswa tatam tetel tgtgk ththa
    titir tktuk tltgl tntsn toton trtur tstso tttat twtwi tytah uguig ukukr ururd uzuzb veven
    vivie vovol wawln wowol xhxho yiyid yoyor zazha zhzho zuzul
""".split()
_THREE = {pair[:2]: pair[2:] for pair in _PAIRS}
#: For a language that is not known (ISO 639-2).
UNDETERMINED = "und"


def three_letters(tag: str | None) -> str:
    """The three-letter code of a BCP 47 tag's language; ``und`` where there is none."""
    language = (tag or "").split("-")[0].lower()
    if len(language) == 2:
        return _THREE.get(language, UNDETERMINED)
    return language if re.fullmatch("[a-z]{3}", language) else UNDETERMINED

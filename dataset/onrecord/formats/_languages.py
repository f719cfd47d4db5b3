"""Languages as BCP 47 tags, whatever a source calls them."""

from __future__ import annotations

from functools import lru_cache

#: Names that Whisper and others print instead of a code.
_NAMES = dict(
    pair.split("=")
    for pair in """
    afrikaans=af albanian=sq amharic=am arabic=ar armenian=hy assamese=as azerbaijani=az bashkir=ba
    basque=eu belarusian=be bengali=bn bosnian=bs breton=br bulgarian=bg burmese=my cantonese=yue
    castilian=es catalan=ca chinese=zh croatian=hr czech=cs danish=da dutch=nl english=en estonian=et
    faroese=fo finnish=fi flemish=nl french=fr galician=gl georgian=ka german=de greek=el gujarati=gu
    haitian=ht hausa=ha hawaiian=haw hebrew=he hindi=hi hungarian=hu icelandic=is indonesian=id
    italian=it japanese=ja javanese=jv kannada=kn kazakh=kk khmer=km korean=ko lao=lo latin=la
    latvian=lv letzeburgesch=lb lingala=ln lithuanian=lt luxembourgish=lb macedonian=mk malagasy=mg
    malay=ms malayalam=ml maltese=mt mandarin=zh maori=mi marathi=mr moldavian=ro moldovan=ro
    mongolian=mn myanmar=my nepali=ne norwegian=no nynorsk=nn occitan=oc panjabi=pa pashto=ps
    persian=fa polish=pl portuguese=pt punjabi=pa pushto=ps romanian=ro russian=ru sanskrit=sa
    serbian=sr shona=sn sindhi=sd sinhala=si sinhalese=si slovak=sk slovenian=sl somali=so spanish=es
    sundanese=su swahili=sw swedish=sv tagalog=tl tajik=tg tamil=ta tatar=tt telugu=te thai=th
    tibetan=bo turkish=tr turkmen=tk ukrainian=uk urdu=ur uzbek=uz valencian=ca vietnamese=vi welsh=cy
    yiddish=yi yoruba=yo
    """.split()
)
#: Codes of services that are no tags of BCP 47, and words for none in particular.
_OWN = {"jw": "jv", "en-uk": "en-GB", "iw": "he", "cmn-hans-cn": "zh-CN", "cmn-hant-tw": "zh-TW"}
_NONE = frozenset(("multi", "auto", "und", "mul", "mis", "zxx", "none", "unknown", "null", "xx"))


def as_tag(language: object) -> str | None:
    """The BCP 47 tag of a language: ``en_us``, ``eng`` and ``english`` are tags of a kind too."""
    return _tag(language) if isinstance(language, str) and len(language) < 60 else None


@lru_cache(maxsize=1 << 10)
def _tag(language: str) -> str | None:
    from langcodes import tag_is_valid
    from langcodes.tag_parser import LanguageTagError

    folded = language.strip().replace("_", "-").lower()
    folded = _NAMES.get(folded) or _OWN.get(folded) or folded
    if not folded or folded in _NONE:
        return None
    try:
        return _standard(folded) if tag_is_valid(folded) else None
    except (LanguageTagError, ValueError):
        return None


def _standard(tag: str) -> str | None:
    """The tag in its usual form, without extensions and private use."""
    from langcodes import standardize_tag

    parts = str(standardize_tag(tag)).split("-")
    ends = next((at for at, part in enumerate(parts) if len(part) == 1), len(parts))
    return "-".join(parts[:ends]) or None

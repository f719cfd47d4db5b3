"""The closed word lists of the label grammar, each with what it decides.

A word is listed for what it means wherever it is printed, never for one document at hand.
"""

from __future__ import annotations

#: Words that begin the description of a speaker without a name.
DESCRIPTIONS = frozenset(
    """unidentified unknown unnamed anonymous unidentifiable male female automated recorded first
    second third another several multiple various ai young old elderly little audience teenage
    mans womans mens womens childs newsreel television tv radio news documentary film""".split()
)

#: Groups: one label, more than one mouth.
COLLECTIVES = frozenset(
    """crowd all audience both group chorus choir singers people protesters protestors demonstrators
    children kids students voices fans congregation men women boys girls members reporters marchers
    soldiers players workers speakers everyone everybody panelists hosts guests team band ensemble
    several multiple worshippers passengers jurors callers rappers musicians dancers""".split()
)

#: Numbers in words, of speakers that are counted.
COUNTED = frozenset("one two three four five six seven eight nine ten".split())
#: What leads to where somebody is heard: ``MAN IN CROWD``, ``VOICE OVER PA``.
PLACED = frozenset("in on at from over".split())

#: Words that make a voice synthetic.
SYNTHETIC = frozenset(
    """automated ai ai-generated generated computer computerized computerised robot robotic synthetic
    synthesized synthesised gps electronic virtual digital tts cloned""".split()
)

_UNIDENTIFIED = """man woman person male female child boy girl voice speaker student teacher caller
    reporter announcer narrator operator interpreter translator moderator host cohost co-host guest
    anchor interviewer interviewee respondent participant question questioner answer q a clerk
    bailiff witness court judge jury foreperson juror counsel prosecutor defendant plaintiff
    attorney chair chairman chairwoman chairperson president secretary speaker officer dispatcher
    pilot singer actor actress comedian rapper musician broadcaster newscaster commentator
    protester protestor demonstrator soldier worker resident fan employee customer driver police
    chairman dj emcee mc auctioneer priest preacher pastor doctor nurse coach referee umpire
    facilitator presenter member attendee panelist listener shopper customer lawyer guard analyst journalist correspondent producer engineer editor staff
    kid teen teenager toddler mom dad mother grandmother grandfather dispatcher unidentified unknown"""

#: Labels that name a function or nobody, and the kind of person they make; folded.
UNNAMED: dict[str, str] = dict.fromkeys(_UNIDENTIFIED.split(), "unidentified")
UNNAMED |= {
    f"the {word}": "unidentified"
    for word in """court witness clerk bailiff judge chair
    president speaker interpreter moderator operator defendant foreperson chairman chairwoman
    secretary deputy reporter marshal jury vice president coroner videographer
    presiding officer prime minister prospective juror speaker pro tempore""".split()
}
UNNAMED |= dict.fromkeys(
    (
        "the vice president",
        "the presiding officer",
        "the speaker pro tempore",
        "the prime minister",
        "the prospective juror",
        "the court reporter",
        "the court clerk",
        "the deputy clerk",
        "the acting president pro tempore",
        "the chief justice",
        "court reporter",
        "voice over",
        "voiceover",
        "off camera",
        "on screen text",
        "speaker off mic",
        "an hon member",
        "an honourable member",
        "an honorable member",
        "an hon senator",
        "une voix",
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "voicemail",
        "iphone",
        "ipad",
        "galaxy",
        "voice mail",
        "answering machine",
        "int",
    ),
    "unidentified",
)
#: The same in other languages: French, German, Spanish, Portuguese, Russian, Chinese, Japanese.
UNNAMED |= dict.fromkeys(
    """auditeur auditrice intervenant intervenante interprète animateur animatrice enquêteur
    enquêtrice sprecher sprecherin moderatorin zwischenruf anrufer anruferin interviewerin befragter
    befragte locutor locutora entrevistador entrevistadora entrevistado entrevistada moderadora
    moderador oyente presentador presentadora ouvinte ведущий ведущая слушатель слушательница вопрос
    реплика диктор корреспондент корреспондентка журналист журналистка переводчик интервьюер
    респондент голос 主持人 记者 嘉宾 听众 观众 旁白 司会 記者""".split(),
    "unidentified",
)
UNNAMED |= dict.fromkeys(
    """publikum público публика зал все голоса 众人 全体 会場""".split(), "collective"
)
UNNAMED["голос из зала"] = "unidentified"
UNNAMED |= dict.fromkeys(COLLECTIVES, "collective")
UNNAMED |= dict.fromkeys(
    (
        "some hon members",
        "some honourable members",
        "some honorable members",
        "several hon members",
        "hon members",
        "some hon senators",
        "des voix",
    ),
    "collective",
)
UNNAMED |= {"ss": "collective", "sts": "collective"}  # students, in transcripts of lessons
UNNAMED |= {f"the {word}": "collective" for word in ("crowd", "audience", "jurors", "group")}
UNNAMED |= dict.fromkeys(
    (
        "siri",
        "alexa",
        "cortana",
        "google assistant",
        "gps",
        "automated voice",
        "computer voice",
        "automated message",
        "robot",
        "chatbot",
        "chatgpt",
        "computer",
        "ai",
    ),
    "synthetic",
)

#: What ROLE may be in lower after a comma.
ROLE_TAILS = frozenset(
    """host co-host cohost byline reporting guest reporter correspondent anchor moderator commentator
    announcer narrator producer editor interviewer""".split()
)

#: Notes between label and words: how the person is heard.
LABEL_NOTES = frozenset(
    """voice-over voiceover voice over on camera off camera on-camera off-camera via telephone via
    phone by phone by telephone via skype via zoom via satellite on phone on the phone on tape
    on screen off mic off-mic off mike off-mike through translator through interpreter
    through an interpreter translated singing continuing continues cont'd contd live recorded
    whispering shouting reading laughing crosstalk v.o. o.s. o.c. vo archival""".split()
) | frozenset(
    phrase
    for phrase in (
        "voice over",
        "on camera",
        "off camera",
        "via telephone",
        "via phone",
        "by phone",
        "by telephone",
        "via skype",
        "via zoom",
        "on the phone",
        "on tape",
        "on screen",
        "off mic",
        "off mike",
        "through translator",
        "through interpreter",
        "through an interpreter",
        "through a translator",
        "no audio",
        "speaking spanish",
    )
)

#: Words that stand before a colon as headings, never as people.
HEADINGS = frozenset(
    """note notes photo photos photograph credit credits source sources update updated updates
    correction corrections clarification warning transcript related more listen watch title date
    time subject topic topics agenda episode chapter section part tags copyright from to re cc bcc
    location place venue duration attendees attendance present absent participants summary abstract
    introduction background keywords url language published aired breaking
    exclusive opinion analysis review video audio image caption editor's editors subtitle subtitles
    headline excerpt description contents table figure step steps example tip tips fact facts
    answer question website email phone fax address contact music sponsor sponsors ad
    advertisement break next previous up live donate share read see also recording recorded
    transcribed transcription transcriber edited produced producers written theme intro outro
    chapters timestamps disclaimer resources references motion resolution item items action
    vote result results minutes meeting roll call order session season series show
    program programme podcast category categories format status version nb ps today tomorrow
    yesterday conclusion overview goal goals objective objectives options option
    highlights takeaways takeaway reminder announcement announcements deadline cost total
    poll chat webinar moved seconded motion vote ayes noes whereas resolved exhibit
    witnesses rating genre author authors publisher isbn doi issn""".split()
) | frozenset(
    (
        "editors note",
        "editor s note",
        "next up",
        "read more",
        "see also",
        "show notes",
        "in this episode",
        "white house",
        "the white house",
        "breaking news",
        "roll call",
        "a note",
        "follow us",
        "find us",
        "learn more",
    )
)
HEADINGS -= {"question", "answer"}
#: Last words of headings of more than one word: ``POST-PUBLICATION CLARIFICATION:``.
REMARKS = frozenset(
    "clarification correction note notes update warning disclaimer advisory".split()
)

#: Function words: no name has one (articles, pronouns, auxiliaries, prepositions, ...).
FUNCTION_WORDS = frozenset(
    """a an the and but or nor so yet if then than that this these those there here it its it's he
    she they we you i i'm me him her them us my your his our their who whom whose which what when
    where why how is are was were be been being am do does did done have has had having will would
    shall should can could may might must not no yes of in on at by for with from to into onto as
    about over under after before between through during against because while until since
    just only very really well now ok okay also too even still again ever never always said says
    say ask asked asks tell told tells think thought know known go went gone get got make made take
    took come came see saw want wanted let let's that's there's here's what's he's she's we're
    they're you're don't didn't isn't wasn't can't won't like one two three four five all any some
    each every both more most such other out off up down back quote unquote whether
    oh ah hey hi hello dear thanks please sorry sure yeah yep nope um uh huh wow
    according first second third next last remember listen wait right good""".split()
)

#: Function words that are given names as well: Will Shortz, May Sarton, Can Dündar, A Martínez.
GIVEN_TOO = frozenset("a will may can an my do so he you in said no made go".split())
#: Those that hardly ever begin anything else of two words before a colon.
SURELY_GIVEN = frozenset(("will", "may"))
#: Function words that are family names as well: Sandra Oh, Theresa May, George Will, Edward Said.
FAMILY_TOO = frozenset(
    """oh may will so an do no you he her on in like still down was must see right good last back too
    um said more most go dear know first second""".split()
)

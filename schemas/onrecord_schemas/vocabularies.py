"""The closed vocabularies of the contract: every value a column may hold, with its meaning."""

from __future__ import annotations

TURN_KINDS = {
    "speech": "words spoken in the conversation",
    "clip": "recorded or quoted material played in",
    "cue": "a standalone event such as music; nobody speaks",
}

ROLES = {
    "host": "leads the programme",
    "reporter": "reports in it",
    "guest": "invited, speaks with the host",
    "source": "heard in a report or a clip, not in the conversation",
    "caller": "a listener on the line",
    "announcer": "announces",
    "moderator": "leads a panel or a call",
    "chair": "presides over a meeting",
    "member": "sits on the body that meets",
    "judge": "sits in judgement",
    "advocate": "speaks for a party in court",
    "witness": "gives evidence",
    "participant": "takes part, nothing more is known",
    "audience": "in the room",
    "narrator": "narrates",
    "unknown": "the document does not tell",
}

ATTRIBUTIONS = {
    "printed": "the full name stands on the label",
    "matched": "a short label matched to a full name in the same document",
    "inferred": "no label, or one without a name: told by the words and their order",
    "roster": "a surname that one person leads this programme under in other documents",
    "authority": "known from the recipe's people file",
    "none": "not known",
}

CUE_KINDS = {
    "kinesic": "seen or heard but not voiced: applause",
    "vocal": "voiced but not words: laughter, singing",
    "incident": "a sound or event: music, a door",
    "gap": "words missing: inaudible, unintelligible",
    "note": "a remark by the transcriber: (ph), through interpreter, a time mark",
}

PERSON_KINDS = {
    "named": "a person with a name",
    "unidentified": "one voice without a name",
    "collective": "several voices under one label",
    "synthetic": "a machine's voice",
}

SCOPES = {
    "dataset": "the same person wherever the name occurs",
    "document": "known in one document only",
}

TRANSCRIPT_KINDS = {
    "rush": "made in a hurry, by its own words",
    "final": "declared final",
    "asr": "made by a speech recogniser",
    "caption": "made for display with the recording",
    "edited": "edited for print",
}

FLAGS = {
    "no-date": "the document states no date",
    "no-title": "no title was found",
    "lead-in-inferred": "words without a label were given to the host",
    "unresolved-speaker": "a speaker could not be identified",
    "speaker-from-roster": "a speaker was identified by who leads the programme elsewhere",
    "surname-shared": "two people of the document share a name that a label uses",
    "encoding-repaired": "damaged text (mojibake) was repaired; offsets refer to the text before",
    "encoding-guessed": "the encoding was neither marked nor declared nor UTF-8",
    "unexplained-text": "some characters were not accounted for",
}

REGION_KINDS = {
    "furniture": "navigation, buttons, players",
    "station": "the station's name",
    "title": "the headline",
    "program": "the programme's name",
    "date": "when it was published or aired",
    "byline": "who made it",
    "url": "an address",
    "caption": "a photo's caption or credit",
    "front-matter": "keys and values about the document",
    "heading": "a heading inside or above the transcript",
    "summary": "a summary above the transcript",
    "article": "a written article of the same story",
    "lead-in": "words spoken before the first label",
    "label": "who speaks",
    "speech": "the words",
    "cue": "a standalone event",
    "notice": "rights, how the transcript was made, corrections",
    "biography": "about a speaker",
    "unexplained": "none of these",
}

WITHHELD = {
    "asked": "the release holds no words of any document",
    "license-unknown": "no licence is stated for it",
    "license-unclear": "its licence is known, but not whether it lets others publish the words",
    "license-forbids": "its licence does not let others publish the words in this form",
    "rights-reserved": "a licence is stated, but the document itself reserves all rights",
}

SEVERITIES = {
    "error": "the row or source was left out",
    "warn": "kept, but look at it",
    "info": "for the record",
}

TABLES = ("documents", "turns", "people", "rejects", "sources")

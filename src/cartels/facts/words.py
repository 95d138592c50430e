"""The closed lists of words in a fact file: standings, stages, kinds, grades, topics; and the kinds of entries."""

from typing import Literal

#: The tables of entries, by what one of them is called.
ENTITIES = {"figure": "figures", "group": "groups", "event": "events"}

#: Who says so. `official`: a government or a court says so. `reported`: the press says so. `alleged`: somebody
#: accuses. `charged`: a charge was brought. `convicted`: a court found, or the person admitted in court.
Standing = Literal["official", "reported", "alleged", "charged", "convicted"]

#: The role of a figure in the event.
Kind = Literal["transferred", "relative", "official", "victim", "commentator"]

#: How far the present US case of a transferred figure has got, in the order in which people are listed. Those of whom
#: only their government says, often of a whole list, that they face charges, are not `charged`.
Stage = Literal[
    "sentenced", "convicted", "pleaded-guilty", "pleaded-not-guilty", "charged", "said-to-face-charges", "dismissed",
    "unknown",
]  # fmt: skip

#: The lists of governments on which a group itself can be: Foreign Terrorist Organizations, Specially Designated Global
#: Terrorists, the sanctions of the US Treasury, the Canadian Criminal Code.
Listed = Literal["fto", "sdgt", "ofac", "canada"]

#: The grade of a source: a government or court text; an outlet with an editor; a blog, an aggregator or a copy on an
#: unrelated host.
Grade = Literal["official", "established", "weak"]

SourceKind = Literal["official", "news", "reference"]

# The topics are listed in the order in which a card prints them.
FigureTopic = Literal[
    "alias", "group", "role", "office", "stage", "court", "charge", "plea", "conviction", "sentence", "penalty",
    "custody", "destination", "arrest", "escape", "release", "reward", "sanction", "birth", "death", "nationality",
    "relation", "statement", "aftermath", "summary", "dispute",
]  # fmt: skip
GroupTopic = Literal["alias", "summary", "base", "status", "designation", "founder", "leader", "link"]
EventTopic = Literal[
    "date", "count", "origin", "destination", "legal-basis", "agency", "context", "statement", "penalty", "aftermath"
]

#: Every topic, and the tables of `cartels stats`.
Topics = Literal[FigureTopic, GroupTopic, EventTopic]
CountTable = Literal["event", "group", "court", "city", "stage", "unknown", "standing", "grade"]

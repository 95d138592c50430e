CREATE TABLE about ( -- What this is, in one row
  title TEXT NOT NULL, -- what the facts are about
  checked TEXT NOT NULL, -- the day on which somebody last looked for news
  newest_source TEXT, -- of the newest source on anybody who was handed over
  PRIMARY KEY (title)
);

CREATE TABLE sources ( -- Pages that were read: what the facts rest on
  id TEXT PRIMARY KEY NOT NULL, -- its id in the fact file
  publisher TEXT NOT NULL, -- who published it
  title TEXT NOT NULL, -- its headline
  title_supplied INTEGER NOT NULL CHECK (title_supplied IN (0, 1)), -- the title is made from the address or the subject, not its own
  url TEXT NOT NULL, -- its address
  copy INTEGER NOT NULL CHECK (copy IN (0, 1)), -- read on a host other than the publisher's
  published TEXT, -- when it was published
  language TEXT NOT NULL, -- its language, as a code: en, es
  kind TEXT NOT NULL CHECK (kind IN ('official', 'news', 'reference')), -- what it is
  grade TEXT NOT NULL CHECK (grade IN ('official', 'established', 'weak')), -- how much it weighs
  note TEXT -- what to know about it
);

CREATE INDEX sources_publisher ON sources (publisher);

CREATE INDEX sources_grade ON sources (grade);

CREATE TABLE courts ( -- Courts
  id TEXT PRIMARY KEY NOT NULL, -- CourtListener's id
  name TEXT NOT NULL, -- its full name
  short TEXT NOT NULL -- how it is cited: E.D.N.Y.
);

CREATE TABLE court_seats ( -- The cities in which each court sits
  court_id TEXT NOT NULL REFERENCES courts (id), -- the court
  position INTEGER NOT NULL, -- its place in the list, from 1
  city TEXT NOT NULL, -- the city
  PRIMARY KEY (court_id, position)
);

CREATE TABLE figures ( -- People. Most of them are alive, and most were not convicted of what they are accused of
  id TEXT PRIMARY KEY NOT NULL, -- its id in the fact file
  name TEXT NOT NULL, -- the full name
  kind TEXT NOT NULL CHECK (kind IN ('transferred', 'relative', 'official', 'victim', 'commentator')) -- role in the event
);

CREATE TABLE groups ( -- Cartels, gangs and factions of them
  id TEXT PRIMARY KEY NOT NULL, -- its id in the fact file
  name TEXT NOT NULL, -- the name
  short TEXT -- the short name
);

CREATE TABLE events ( -- Events; the first is the default one
  id TEXT PRIMARY KEY NOT NULL, -- its id in the fact file
  name TEXT NOT NULL, -- the name
  date TEXT NOT NULL, -- when it happened
  people INTEGER -- how many were handed over
);

CREATE TABLE names ( -- Other names of people and groups: either figure_id or group_id says whose
  id INTEGER PRIMARY KEY NOT NULL, -- its place in the fact file, from 1
  figure_id TEXT REFERENCES figures (id), -- the person
  group_id TEXT REFERENCES groups (id), -- the group
  how TEXT NOT NULL CHECK (how IN ('alias', 'spelling')), -- an alias, whose source is a statement, or a spelling, right or wrong, by which the entry is found
  name TEXT NOT NULL, -- the alias or the spelling
  CHECK ((figure_id IS NULL) + (group_id IS NULL) = 1)
);

CREATE INDEX names_figure_id ON names (figure_id);

CREATE INDEX names_group_id ON names (group_id);

CREATE TABLE statements ( -- All that is known, each about the one of figure_id, group_id, event_id that is filled; a topic's first counts
  id INTEGER PRIMARY KEY NOT NULL, -- its place in the fact file, from 1
  key TEXT NOT NULL UNIQUE, -- stays the same from version to version, and in the other exports
  figure_id TEXT REFERENCES figures (id), -- the person it is about
  group_id TEXT REFERENCES groups (id), -- the group it is about
  event_id TEXT REFERENCES events (id), -- the event it is about
  topic TEXT NOT NULL, -- what it is on: role, charge, plea
  value TEXT NOT NULL, -- what is known, in our own words
  standing TEXT CHECK (standing IN ('official', 'reported', 'alleged', 'charged', 'convicted')), -- who says so: a charge is not a conviction
  date TEXT, -- when that was
  due TEXT, -- for when a hearing, a trial or a sentencing was set
  ref_figure_id TEXT REFERENCES figures (id), -- another person whom it names
  relation TEXT, -- what figure_id is to ref_figure_id: brother
  ref_group_id TEXT REFERENCES groups (id), -- a group that it names
  ref_event_id TEXT REFERENCES events (id), -- an event that it names
  short TEXT, -- the short name of a group without an entry
  court_id TEXT REFERENCES courts (id), -- the court
  judge TEXT, -- the judge
  other_case TEXT, -- not the present US case: a country, or closed
  city TEXT, -- the city
  stage TEXT CHECK (stage IN ('sentenced', 'convicted', 'pleaded-guilty', 'pleaded-not-guilty', 'charged', 'said-to-face-charges', 'dismissed', 'unknown')), -- how far the US case has got
  listed TEXT CHECK (listed IN ('fto', 'sdgt', 'ofac', 'canada')), -- the list on which it puts the group itself
  label TEXT, -- what a dispute is about
  locator TEXT, -- where in the source
  note TEXT, -- what differs between the sources
  CHECK ((figure_id IS NULL) + (group_id IS NULL) + (event_id IS NULL) = 2),
  CHECK (standing IS NOT NULL OR stage = 'unknown')
);

CREATE INDEX statements_figure_id ON statements (figure_id);

CREATE INDEX statements_group_id ON statements (group_id);

CREATE INDEX statements_event_id ON statements (event_id);

CREATE INDEX statements_ref_figure_id ON statements (ref_figure_id);

CREATE INDEX statements_ref_group_id ON statements (ref_group_id);

CREATE INDEX statements_ref_event_id ON statements (ref_event_id);

CREATE INDEX statements_court_id ON statements (court_id);

CREATE INDEX statements_topic ON statements (topic);

CREATE INDEX statements_standing ON statements (standing);

CREATE INDEX statements_date ON statements (date);

CREATE TABLE statement_sources ( -- The sources of each statement
  statement_id INTEGER NOT NULL REFERENCES statements (id), -- the statement
  position INTEGER NOT NULL, -- its place in the list, from 1
  source_id TEXT NOT NULL REFERENCES sources (id), -- the source cited
  PRIMARY KEY (statement_id, source_id)
);

CREATE INDEX statement_sources_source_id ON statement_sources (source_id);

CREATE TABLE timeline ( -- What happened when
  id INTEGER PRIMARY KEY NOT NULL, -- its place in the fact file, from 1
  key TEXT NOT NULL UNIQUE, -- stays the same from version to version, and in the other exports
  date TEXT NOT NULL, -- when it happened
  text TEXT NOT NULL, -- what happened
  standing TEXT NOT NULL CHECK (standing IN ('official', 'reported', 'alleged', 'charged', 'convicted')), -- who says so: a charge is not a conviction
  event_id TEXT REFERENCES events (id) -- the event it is part of
);

CREATE INDEX timeline_event_id ON timeline (event_id);

CREATE INDEX timeline_date ON timeline (date);

CREATE TABLE timeline_figures ( -- The people that each row names
  timeline_id INTEGER NOT NULL REFERENCES timeline (id), -- the row of the timeline
  position INTEGER NOT NULL, -- its place in the list, from 1
  figure_id TEXT NOT NULL REFERENCES figures (id), -- a person it names
  PRIMARY KEY (timeline_id, figure_id)
);

CREATE INDEX timeline_figures_figure_id ON timeline_figures (figure_id);

CREATE TABLE timeline_groups ( -- The groups that each row names
  timeline_id INTEGER NOT NULL REFERENCES timeline (id), -- the row of the timeline
  position INTEGER NOT NULL, -- its place in the list, from 1
  group_id TEXT NOT NULL REFERENCES groups (id), -- a group it names
  PRIMARY KEY (timeline_id, group_id)
);

CREATE INDEX timeline_groups_group_id ON timeline_groups (group_id);

CREATE TABLE timeline_sources ( -- The sources of each row
  timeline_id INTEGER NOT NULL REFERENCES timeline (id), -- the row of the timeline
  position INTEGER NOT NULL, -- its place in the list, from 1
  source_id TEXT NOT NULL REFERENCES sources (id), -- the source cited
  PRIMARY KEY (timeline_id, source_id)
);

CREATE INDEX timeline_sources_source_id ON timeline_sources (source_id);

CREATE TABLE notes ( -- Where sources disagree or err
  id INTEGER PRIMARY KEY NOT NULL, -- its place in the fact file, from 1
  key TEXT NOT NULL UNIQUE, -- stays the same from version to version, and in the other exports
  topic TEXT NOT NULL, -- what it is about
  text TEXT NOT NULL -- what differs
);

CREATE TABLE note_figures ( -- The people that each note is about
  note_id INTEGER NOT NULL REFERENCES notes (id), -- the note
  position INTEGER NOT NULL, -- its place in the list, from 1
  figure_id TEXT NOT NULL REFERENCES figures (id), -- a person it names
  PRIMARY KEY (note_id, figure_id)
);

CREATE INDEX note_figures_figure_id ON note_figures (figure_id);

CREATE TABLE note_groups ( -- The groups that each note is about
  note_id INTEGER NOT NULL REFERENCES notes (id), -- the note
  position INTEGER NOT NULL, -- its place in the list, from 1
  group_id TEXT NOT NULL REFERENCES groups (id), -- a group it names
  PRIMARY KEY (note_id, group_id)
);

CREATE INDEX note_groups_group_id ON note_groups (group_id);

CREATE TABLE note_events ( -- The events that each note is about
  note_id INTEGER NOT NULL REFERENCES notes (id), -- the note
  position INTEGER NOT NULL, -- its place in the list, from 1
  event_id TEXT NOT NULL REFERENCES events (id), -- an event it names
  PRIMARY KEY (note_id, event_id)
);

CREATE INDEX note_events_event_id ON note_events (event_id);

CREATE TABLE note_sources ( -- The sources of each note
  note_id INTEGER NOT NULL REFERENCES notes (id), -- the note
  position INTEGER NOT NULL, -- its place in the list, from 1
  source_id TEXT NOT NULL REFERENCES sources (id), -- the source cited
  PRIMARY KEY (note_id, source_id)
);

CREATE INDEX note_sources_source_id ON note_sources (source_id);

CREATE VIRTUAL TABLE statements_fts USING fts5(
  value, note, -- SELECT * FROM statements WHERE id IN (SELECT rowid FROM statements_fts('trevino'))
  content="statements", content_rowid="id",
  tokenize="unicode61 remove_diacritics 2" -- ignoring case and accents
);

CREATE VIEW statements_with_sources AS -- each statement with each of its sources; one without any has no source_id
SELECT
  statement.id,
  iif(statement.figure_id IS NOT NULL, 'figure', iif(statement.group_id IS NOT NULL, 'group', 'event')) AS entity,
  coalesce(statement.figure_id, statement.group_id, statement.event_id) AS entry_id,
  coalesce(figures.name, groups.name, events.name) AS name,
  statement.topic, statement.value, statement.standing, statement.date, statement.locator, statement.note,
  sources.id AS source_id, sources.publisher, sources.title, sources.url, sources.published, sources.grade
FROM statements AS statement
LEFT JOIN figures ON figures.id = statement.figure_id
LEFT JOIN groups ON groups.id = statement.group_id
LEFT JOIN events ON events.id = statement.event_id
LEFT JOIN statement_sources AS cited ON cited.statement_id = statement.id
LEFT JOIN sources ON sources.id = cited.source_id
ORDER BY statement.id, cited.position;

CREATE VIEW group_links AS -- who is linked to which group: the first statement on each, and its standing
SELECT
  statement.id AS statement_id, statement.figure_id, figures.name AS figure, statement.ref_group_id AS group_id,
  -- a group without an entry of its own leads the value: `La Empresa: founder`
  coalesce(groups.name, substr(statement.value, 1, instr(statement.value || ': ', ': ') - 1)) AS "group",
  statement.value, statement.standing || iif((
    SELECT max(sources.grade <> 'weak') FROM statement_sources AS cited JOIN sources ON sources.id = cited.source_id
    WHERE cited.statement_id = statement.id
  ) = 0, ', weak', '') AS standing
FROM statements AS statement
JOIN figures ON figures.id = statement.figure_id
LEFT JOIN groups ON groups.id = statement.ref_group_id
WHERE statement.topic = 'group' AND statement.id IN (
  SELECT min(id) FROM statements WHERE topic = 'group' GROUP BY figure_id, coalesce(ref_group_id, value)
)
ORDER BY statement.id;

CREATE VIEW figures_overview AS -- each person in a row, with the first statement on each topic, and its standing
SELECT
  figures.id, figures.name, figures.kind,
  (SELECT events.id FROM statements JOIN events ON events.id = ref_event_id AND people IS NOT NULL
    WHERE statements.figure_id = figures.id AND topic = 'custody' ORDER BY statements.id LIMIT 1) AS handover,
  (SELECT group_concat(name, '; ') FROM (
    SELECT name FROM names WHERE names.figure_id = figures.id AND how = 'alias' ORDER BY names.id
  )) AS aliases,
  (SELECT group_concat("group" || ' (' || standing || ')', '; ') FROM (
    SELECT "group", standing FROM group_links WHERE group_links.figure_id = figures.id ORDER BY statement_id
  )) AS groups,
  role.value AS role, role.standing || iif((
    SELECT max(sources.grade <> 'weak') FROM statement_sources AS cited JOIN sources ON sources.id = cited.source_id
    WHERE cited.statement_id = role.id
  ) = 0, ', weak', '') AS role_standing,
  courts.name AS court, court.standing || iif((
    SELECT max(sources.grade <> 'weak') FROM statement_sources AS cited JOIN sources ON sources.id = cited.source_id
    WHERE cited.statement_id = court.id
  ) = 0, ', weak', '') AS court_standing,
  destination.city, destination.standing || iif((
    SELECT max(sources.grade <> 'weak') FROM statement_sources AS cited JOIN sources ON sources.id = cited.source_id
    WHERE cited.statement_id = destination.id
  ) = 0, ', weak', '') AS city_standing,
  stage.stage, stage.date AS stage_date, stage.standing || iif((
    SELECT max(sources.grade <> 'weak') FROM statement_sources AS cited JOIN sources ON sources.id = cited.source_id
    WHERE cited.statement_id = stage.id
  ) = 0, ', weak', '') AS stage_standing,
  (SELECT count(*) FROM statements WHERE statements.figure_id = figures.id) AS statements
FROM figures
LEFT JOIN statements AS role ON role.id = (
  SELECT id FROM statements WHERE statements.figure_id = figures.id AND topic IN ('office', 'role')
  ORDER BY topic, id LIMIT 1 -- an office before any other role
)
LEFT JOIN statements AS court ON court.id = (
  SELECT min(id) FROM statements
  WHERE statements.figure_id = figures.id AND topic = 'court' AND court_id IS NOT NULL
    AND other_case IS NULL -- the present US case
)
LEFT JOIN courts ON courts.id = court.court_id
LEFT JOIN statements AS destination ON destination.id = (
  SELECT min(id) FROM statements WHERE statements.figure_id = figures.id AND topic = 'destination' AND city IS NOT NULL
)
LEFT JOIN statements AS stage ON stage.id = (
  SELECT min(id) FROM statements WHERE statements.figure_id = figures.id AND topic = 'stage'
)
ORDER BY figures.rowid;


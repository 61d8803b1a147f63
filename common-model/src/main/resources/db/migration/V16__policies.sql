-- What kind of mail a mail is: its lane, how long it is worth sending, and what holds where its
-- sender says nothing. Mails keep the key and what it meant when they were accepted, not the id: no
-- change here touches a mail that is there already.
CREATE TABLE policy (
    id              uuid        PRIMARY KEY,
    organisation_id uuid        NOT NULL REFERENCES organisation ON DELETE CASCADE,
    -- What requests name it by. It stands between colons in a header of each mail (Feedback-ID).
    key             text        NOT NULL CHECK (key ~ '^[a-z0-9]([a-z0-9_-]{0,30}[a-z0-9])?$'),
    description     text        CHECK (length(description) BETWEEN 1 AND 500),
    lane            smallint    NOT NULL CHECK (lane IN (0, 1)),
    -- Seconds from accept or from the time it is scheduled for. At most seven days: what a mail needs
    -- is kept no longer past its time.
    time_to_live    integer     NOT NULL CHECK (time_to_live BETWEEN 60 AND 604800),
    -- Null: as the environment says.
    on_unknown      smallint    CHECK (on_unknown IN (0, 1)),
    -- Null: as the door does. A sender's own word goes before.
    track_opens     boolean,
    track_clicks    boolean,
    version         bigint      NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (organisation_id, key),
    -- For the reference below.
    UNIQUE (organisation_id, id, lane)
);

-- Three are there from birth (directory.BuiltInPolicy), whoever makes the organisation: a release of
-- before does not know of them. The times are in their ids, which lists are ordered by.
CREATE FUNCTION organisation_has_policies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO policy (id, organisation_id, key, lane, time_to_live)
    VALUES (uuidv7(), NEW.id, 'transactional', 0, 86400),
           (uuidv7(), NEW.id, 'bulk', 1, 259200),
           (uuidv7(), NEW.id, 'urgent', 0, 900);
    RETURN NULL;
END $$;
CREATE TRIGGER organisation_policies AFTER INSERT ON organisation
    FOR EACH ROW EXECUTE FUNCTION organisation_has_policies();

INSERT INTO policy (id, organisation_id, key, lane, time_to_live)
SELECT uuidv7(), o.id, p.key, p.lane, p.time_to_live
  FROM organisation o
 CROSS JOIN (VALUES (1, 'transactional', 0, 86400), (2, 'bulk', 1, 259200), (3, 'urgent', 0, 900))
         AS p (no, key, lane, time_to_live)
 ORDER BY o.id, p.no;

ALTER TABLE environment
    -- Of its mails that name none; null: the one from birth that is called as its lane.
    ADD COLUMN policy_id uuid,
    -- An environment is of its policy's lane: where a complaint counts follows from it.
    ADD CONSTRAINT environment_policy FOREIGN KEY (organisation_id, policy_id, lane)
        REFERENCES policy (organisation_id, id, lane);
CREATE INDEX environment_policy ON environment (policy_id) WHERE policy_id IS NOT NULL;

-- Whether the sender has said when it expires: then it stays so when the mail is moved to another
-- time, else it moves along. Null: written by a release of before, when there were only the policies
-- from birth, so that it could be told from their times to live.
ALTER TABLE email ADD COLUMN expires_asked boolean;

UPDATE settings_version SET version = version + 1;

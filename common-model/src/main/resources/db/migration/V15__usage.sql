-- What became of mails, added up by hour. Written by one process at a time (ledger.Counting), read
-- for usage and statistics; long after the mails themselves are forgotten.
CREATE TABLE usage_hour (
    organisation_id uuid        NOT NULL,
    hour            timestamptz NOT NULL,
    -- ledger.Dimension: 0 all of the environment, 1 a provider, 2 a domain of recipients, 3 a tag.
    dimension       smallint    NOT NULL,
    environment_id  uuid        NOT NULL,
    -- The provider's id, the domain, the tag; empty for all.
    value           text        NOT NULL,
    accepted        bigint      NOT NULL,
    sent            bigint      NOT NULL,
    delivered       bigint      NOT NULL,
    bounced         bigint      NOT NULL,
    failed          bigint      NOT NULL,
    opened          bigint      NOT NULL,
    clicked         bigint      NOT NULL,
    complained      bigint      NOT NULL,
    unsubscribed    bigint      NOT NULL,
    PRIMARY KEY (organisation_id, dimension, hour, environment_id, value)
) WITH (fillfactor = 70);

-- How far the events have been added up: the last one's id.
CREATE TABLE usage_position (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    event_id uuid    NOT NULL
);
INSERT INTO usage_position (event_id) VALUES ('00000000-0000-0000-0000-000000000000');
CREATE INDEX usage_hour_age ON usage_hour (hour);

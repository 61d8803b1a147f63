-- What people set up: organisations, environments, providers, routes, keys. Small tables, written
-- by hand and read as a whole into the memory of every process.

-- One row. Grows with every change of a table in this file, in the same transaction: processes
-- poll it and load the settings again when it moved. A sequence would not do, because its numbers
-- become visible in another order than they were drawn.
CREATE TABLE settings_version (
    one     boolean PRIMARY KEY DEFAULT true CHECK (one),
    version bigint  NOT NULL
);
INSERT INTO settings_version (version) VALUES (1);

CREATE TABLE organisation (
    id              uuid        PRIMARY KEY,
    name            text        NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 200),
    paused          boolean     NOT NULL DEFAULT false,
    -- Recipients accepted in a day or a month (UTC); both null: no quota.
    quota_period    text        CHECK (quota_period IN ('day', 'month')),
    quota_mails     bigint      CHECK (quota_mails > 0),
    version         bigint      NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL DEFAULT now(),
    CHECK ((quota_period IS NULL) = (quota_mails IS NULL))
);

CREATE TABLE environment (
    id              uuid        PRIMARY KEY,
    organisation_id uuid        NOT NULL REFERENCES organisation,
    name            text        NOT NULL CHECK (name ~ '^[A-Za-z0-9_-]{1,64}$'),
    is_default      boolean     NOT NULL DEFAULT false,
    sender_email    text        NOT NULL,
    sender_name     text,
    lane            smallint    NOT NULL DEFAULT 0 CHECK (lane IN (0, 1)),
    on_unknown      smallint    NOT NULL DEFAULT 0 CHECK (on_unknown IN (0, 1)),
    -- Days the content is kept after the mail is over.
    retention_days  smallint    NOT NULL DEFAULT 30 CHECK (retention_days IN (0, 1, 7, 30, 90)),
    -- Accepts, but sends nothing until released.
    held            boolean     NOT NULL DEFAULT false,
    version         bigint      NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (organisation_id, name)
);
CREATE UNIQUE INDEX environment_default ON environment (organisation_id) WHERE is_default;

-- Domains an organisation may send from. One domain belongs to one organisation.
CREATE TABLE domain (
    id              uuid        PRIMARY KEY,
    organisation_id uuid        NOT NULL REFERENCES organisation,
    name            text        NOT NULL,
    verified_at     timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (organisation_id, name)
);
CREATE UNIQUE INDEX domain_verified ON domain (name) WHERE verified_at IS NOT NULL;

CREATE TABLE api_key (
    id              uuid        PRIMARY KEY,
    organisation_id uuid        NOT NULL REFERENCES organisation,
    -- Null: good for every environment of the organisation.
    environment_id  uuid        REFERENCES environment,
    name            text        NOT NULL,
    -- Null: all but admin and operator.
    scopes          text[],
    -- SHA-256 of the key's text; the key itself is nowhere.
    digest          bytea       NOT NULL CHECK (length(digest) = 32),
    rate_per_minute integer     CHECK (rate_per_minute > 0),
    expires_at      timestamptz,
    active          boolean     NOT NULL DEFAULT true,
    last_used_at    timestamptz,
    last_used_from  text,
    version         bigint      NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX api_key_organisation ON api_key (organisation_id, id);

CREATE TABLE provider (
    id              uuid        PRIMARY KEY,
    organisation_id uuid        NOT NULL REFERENCES organisation,
    name            text        NOT NULL,
    kind            text        NOT NULL,
    -- What the kind needs: host, port, … No secrets.
    settings        jsonb       NOT NULL DEFAULT '{}',
    -- Sealed with AES-256-GCM; secret_key_id names the sealing key.
    secret          bytea,
    secret_key_id   text,
    max_connections integer     NOT NULL DEFAULT 20 CHECK (max_connections BETWEEN 1 AND 1000),
    rate_per_second integer     CHECK (rate_per_second > 0),
    held            boolean     NOT NULL DEFAULT false,
    version         bigint      NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (organisation_id, name),
    CHECK ((secret IS NULL) = (secret_key_id IS NULL))
);

CREATE TABLE route (
    id              uuid        PRIMARY KEY,
    organisation_id uuid        NOT NULL REFERENCES organisation,
    environment_id  uuid        NOT NULL REFERENCES environment,
    provider_id     uuid        NOT NULL REFERENCES provider,
    -- 0 is used first; a lower tier serves when the one above cannot.
    tier            smallint    NOT NULL DEFAULT 0 CHECK (tier BETWEEN 0 AND 9),
    weight          integer     NOT NULL DEFAULT 1 CHECK (weight BETWEEN 0 AND 1000),
    version         bigint      NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (environment_id, provider_id)
);

-- Addresses that get no mail. Scope: one environment, or the whole organisation (null).
CREATE TABLE suppression (
    id              uuid        PRIMARY KEY,
    organisation_id uuid        NOT NULL REFERENCES organisation,
    environment_id  uuid        REFERENCES environment,
    -- Address.key(): lower case, domain in punycode.
    address         text        NOT NULL,
    reason          text        NOT NULL
        CHECK (reason IN ('unsubscribed', 'complained', 'bounced', 'manual')),
    expires_at      timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE NULLS NOT DISTINCT (organisation_id, address, environment_id)
);
CREATE INDEX suppression_list ON suppression (organisation_id, id);

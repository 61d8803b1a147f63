-- What management needs beyond V1. (V1 says that every table of it moves settings_version; the
-- suppression list does not: nobody keeps it in memory.)

-- Tenants must not learn each other's names by trying them. The bootstrap command looks by itself.
ALTER TABLE organisation DROP CONSTRAINT organisation_name_key;

ALTER TABLE organisation
    -- Origins (scheme://host[:port]) whose pages may call with a key of the organisation's.
    ADD COLUMN allowed_origins text[] NOT NULL DEFAULT '{}';

ALTER TABLE environment
    -- As organisation has them; a mail counts in both.
    ADD COLUMN quota_period text CHECK (quota_period IN ('day', 'month')),
    ADD COLUMN quota_mails  bigint CHECK (quota_mails > 0),
    ADD CHECK ((quota_period IS NULL) = (quota_mails IS NULL));

ALTER TABLE api_key
    -- Addresses or networks (CIDR) it may be used from; null: anywhere. Text, because it is compared
    -- in memory and shown as it was given.
    ADD COLUMN allowed_addresses text[] CHECK (cardinality(allowed_addresses) > 0);

-- Who changed what. Written in the transaction of the change. No foreign keys: an entry outlives
-- what it speaks of. Names of fields only, no values: among them are secrets.
CREATE TABLE audit (
    -- UUID version 7: the time is in it.
    id              uuid        PRIMARY KEY,
    organisation_id uuid        NOT NULL,
    key_id          uuid        NOT NULL,
    -- As the key was called then.
    key_name        text,
    action          text        NOT NULL CHECK (action IN ('created', 'changed', 'deleted', 'imported')),
    kind            text        NOT NULL,
    subject_id      uuid        NOT NULL,
    subject_name    text,
    -- Of a change: what it gave.
    fields          text[]
);
CREATE INDEX audit_list ON audit (organisation_id, id);

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit is append-only';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

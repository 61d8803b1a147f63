-- What sandbox providers caught is kept once: a mail to hundreds, with files, has the same bytes for all
-- whom one call was for.
CREATE TABLE sandbox_content (
    organisation_id uuid        NOT NULL,
    sha256          bytea       NOT NULL CHECK (length(sha256) = 32),
    -- When it first came: an organisation that has more than it may loses the oldest.
    id              uuid        NOT NULL DEFAULT uuidv7(),
    size            bigint      NOT NULL,
    raw             bytea       NOT NULL,
    -- When a message last referred to it: who deletes one that nobody refers to makes sure that this
    -- has not moved meanwhile.
    kept_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (organisation_id, sha256)
);
ALTER TABLE sandbox_content ALTER COLUMN raw SET STORAGE EXTERNAL;
CREATE INDEX sandbox_content_newest ON sandbox_content (organisation_id, id DESC) INCLUDE (size);

-- Messages of before, and of a worker of before, hold their bytes themselves.
ALTER TABLE sandbox_message
    ALTER COLUMN raw DROP NOT NULL,
    ADD COLUMN sha256 bytea,
    ADD CHECK ((raw IS NULL) <> (sha256 IS NULL));
CREATE INDEX sandbox_message_content ON sandbox_message (organisation_id, sha256)
    WHERE sha256 IS NOT NULL;

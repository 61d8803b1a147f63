-- Templates of mails. Their content is in versions that are only added to: what a mail was made
-- from can be read again later.

-- The last number given to a template of an organisation. Apart from the templates, so that the
-- number of a deleted one is never given again: applications name templates by it.
CREATE TABLE template_number (
    organisation_id uuid        PRIMARY KEY REFERENCES organisation,
    last            integer     NOT NULL CHECK (last > 0)
);

CREATE TABLE template (
    id              uuid        PRIMARY KEY,
    organisation_id uuid        NOT NULL REFERENCES organisation,
    -- From 1 in each organisation; `idTemplateMailUser` of one of the doors.
    number          integer     NOT NULL CHECK (number > 0),
    name            text        NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    -- Put away: still to be read, no longer to be sent.
    archived_at     timestamptz,
    -- The version of the content that is sent now; always the last one.
    current_no      integer     NOT NULL CHECK (current_no > 0),
    -- Of the row, for If-Match; also moves when the name or archived_at does.
    version         bigint      NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (organisation_id, number),
    UNIQUE (organisation_id, name)
);
CREATE INDEX template_list ON template (organisation_id, id);

CREATE TABLE template_version (
    template_id     uuid        NOT NULL REFERENCES template ON DELETE CASCADE,
    no              integer     NOT NULL CHECK (no > 0),
    subject         text        NOT NULL,
    html            text,
    -- Null with html: derived from it for each mail.
    text            text,
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (template_id, no),
    CHECK (html IS NOT NULL OR text IS NOT NULL),
    CHECK (octet_length(subject) + coalesce(octet_length(html), 0)
           + coalesce(octet_length(text), 0) <= 1048576)
);

-- Checked at the end of the transaction, because each of the two rows names the other.
ALTER TABLE template
    ADD CONSTRAINT template_current FOREIGN KEY (id, current_no)
        REFERENCES template_version (template_id, no) DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION template_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a version of a template is never changed';
END $$;
CREATE TRIGGER template_version_stays BEFORE UPDATE ON template_version
    FOR EACH ROW EXECUTE FUNCTION template_version_stays();

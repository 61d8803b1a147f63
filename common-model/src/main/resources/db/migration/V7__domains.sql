-- Sender domains: proven by DNS, with the keys that sign their mail (RFC 6376).

ALTER TABLE domain
    ADD COLUMN sender_email  text,
    ADD COLUMN sender_name   text,
    -- Envelope sender of the domain's mail; null: the From.
    ADD COLUMN return_path   text,
    -- Verified by the operator's word (bootstrap): no check takes that away.
    ADD COLUMN by_operator   boolean     NOT NULL DEFAULT false,
    ADD COLUMN checked_at    timestamptz,
    -- Since when the ownership record of a verified domain is gone; it stays verified for 72 h.
    ADD COLUMN missing_since timestamptz,
    -- When somebody looks at its records again; null: only when asked to. Pushed on by who takes
    -- the check, so that replicas do not do it twice.
    ADD COLUMN next_check_at timestamptz,
    ADD COLUMN version       bigint      NOT NULL DEFAULT 1;

-- Until now only bootstrap made domains.
UPDATE domain SET by_operator = true WHERE verified_at IS NOT NULL;

CREATE INDEX domain_next_check ON domain (next_check_at) WHERE next_check_at IS NOT NULL;

CREATE TABLE domain_key (
    id              uuid        PRIMARY KEY,
    domain_id       uuid        NOT NULL REFERENCES domain ON DELETE CASCADE,
    -- The label before ._domainkey; never used twice.
    selector        text        NOT NULL,
    -- SubjectPublicKeyInfo in base64, as in the record's p=.
    public_key      text        NOT NULL,
    -- PKCS #8, sealed with AES-256-GCM for this row's id; secret_key_id names the sealing key.
    secret          bytea       NOT NULL,
    secret_key_id   text        NOT NULL,
    -- Calls that were first started in this span are signed with it, whenever they are repeated:
    -- from without until, the key that signs now; neither, its record was never seen.
    signs_from      timestamptz,
    signs_until     timestamptz,
    -- Since when the record of the key that signs is gone.
    missing_since   timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (domain_id, selector),
    CHECK (signs_until IS NULL OR signs_from IS NOT NULL)
);

-- Tracking of opens and clicks, and unsubscribing.

-- The base of links in this organisation's mails, as https://links.example.com; null: the
-- installation's public URL.
ALTER TABLE organisation ADD COLUMN tracking_url text
    CHECK (tracking_url ~ '^https?://[^/?#[:space:]]+$' AND length(tracking_url) <= 255);

-- Whether each recipient gets bytes of its own, and so a call of its own. Calls are planned before
-- the content, which says the same, is read.
ALTER TABLE email ADD COLUMN per_recipient boolean NOT NULL DEFAULT false;

-- What was used, counted by each process for itself. Rows are only inserted: a counter that many
-- mails share is never updated once a mail. Whoever reads usage sums them up.
CREATE TABLE usage_delta (
    -- UUID version 7: the time it was written is in it.
    id              uuid        PRIMARY KEY DEFAULT uuidv7(),
    -- Of the mails counted, in UTC; not the day it was written.
    day             date        NOT NULL,
    organisation_id uuid        NOT NULL,
    environment_id  uuid        NOT NULL,
    counter         text        NOT NULL,
    amount          bigint      NOT NULL CHECK (amount > 0)
);
CREATE INDEX usage_delta_sum ON usage_delta (organisation_id, day);

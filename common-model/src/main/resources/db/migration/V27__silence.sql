-- What providers usually report of the mails they accept, and which have stopped. Expand only: the
-- release before neither reads nor writes these, and a worker of it gives a silent provider its whole
-- weight. No references: like `breaker`, they are the workers' notes, and who is gone is taken out.

-- Written every half minute by the one worker that listens (health.SilenceWatch).
CREATE TABLE report_habit (
    provider_id uuid             NOT NULL,
    -- health.Age: how long after they were accepted the mails were looked at.
    age_seconds integer          NOT NULL,
    -- Of the mails accepted so long before, those that something had been reported of, 0 to 1.
    share       double precision NOT NULL CHECK (share BETWEEN 0 AND 1),
    -- How much it was learnt from: a slice of time with twenty mails or more counts as one.
    slices      double precision NOT NULL CHECK (slices >= 0),
    PRIMARY KEY (provider_id, age_seconds)
) WITH (fillfactor = 50);

-- One row a provider that has fallen silent; read by every worker once a second.
CREATE TABLE silence (
    provider_id uuid        PRIMARY KEY,
    -- When the first of the mails was accepted that nothing was reported of.
    since       timestamptz NOT NULL
);

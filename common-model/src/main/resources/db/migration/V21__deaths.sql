-- Which deaths of workers speak against a mail. Expand only: the release before neither reads nor
-- writes these.

ALTER TABLE work
    -- How often a worker died while it tried this mail and nothing else; each trial lived through
    -- takes one back. No index has it, nor trial: both change in place.
    ADD COLUMN alone smallint NOT NULL DEFAULT 0,
    -- ledger.Trial, of the claim that holds it: 0 none, 1 no call has begun yet, 2 under way,
    -- 3 lived through.
    ADD COLUMN trial smallint NOT NULL DEFAULT 0;

-- It was told to stop: when it ends with mails in hand, none of them has killed it.
ALTER TABLE worker ADD COLUMN leaving boolean NOT NULL DEFAULT false;

-- Doors say different things of a mailbox that is not there and of one that was switched off.
ALTER TABLE suppression
    -- BounceClass of the refusal that put the address on the list, as far as it is known; only of
    -- those that bounced.
    ADD COLUMN class smallint CHECK (class IS NULL OR reason = 'bounced');

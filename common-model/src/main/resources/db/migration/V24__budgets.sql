-- How many mails an account may be given in a day and in a month, and how an account that is new is
-- warmed up. Expand only: the release before neither reads nor writes these, and keeps to no budget.
ALTER TABLE provider
    -- Recipients in a day and in a calendar month, both UTC's; null: as many as there are.
    ADD COLUMN budget_per_day integer CHECK (budget_per_day > 0),
    ADD COLUMN budget_per_month integer CHECK (budget_per_month > 0),
    -- A day's limit while it is warmed up: warmup_first_day up to and on warmup_start, then each day
    -- so many times the day before, for warmup_days days, and never above budget_per_day.
    ADD COLUMN warmup_start date CHECK (warmup_start BETWEEN '2000-01-01' AND '2199-12-31'),
    ADD COLUMN warmup_first_day integer CHECK (warmup_first_day > 0),
    -- BETWEEN keeps NaN out: it is above every number.
    ADD COLUMN warmup_growth double precision CHECK (warmup_growth BETWEEN 1 AND 3),
    ADD COLUMN warmup_days smallint CHECK (warmup_days BETWEEN 1 AND 366),
    ADD CONSTRAINT provider_warmup_whole
        CHECK (num_nulls(warmup_start, warmup_first_day, warmup_growth, warmup_days) IN (0, 4));

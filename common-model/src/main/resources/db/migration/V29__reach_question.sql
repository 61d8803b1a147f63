-- What workers ask each other when they do not reach a provider's host: has anybody, since then?
-- Expand only: the release before neither reads nor writes it, and to its workers a provider that one
-- worker does not reach is down, as it was. Empty while all is well. The reference waits for renewals of
-- leases under way, and they for it, each for a moment.
CREATE TABLE reach_question (
    -- Who asks; its questions go with it.
    worker      bigint      NOT NULL REFERENCES worker (epoch) ON DELETE CASCADE,
    -- delivery.health.Destination: protocol, host and port.
    place       text        NOT NULL CHECK (length(place) <= 300),
    -- When it first did not reach it, and has not since.
    since       timestamptz NOT NULL,
    -- When another worker last reached it, after that; null: nobody has said so.
    reached_at  timestamptz CHECK (reached_at > since),
    PRIMARY KEY (worker, place)
);

package dev.mailswitch.api.dialect.emails;

import dev.mailswitch.api.dialect.Problem;

/// Why a mail that is there is not shown as MIME.
sealed interface RawRefusal {

    Problem problem();

    /// It waits, or ended before anybody was asked to take it.
    record NotAttempted() implements RawRefusal {
        @Override
        public Problem problem() {
            return Problem.of(
                    409, "not_attempted", "Not attempted", "No provider was given the mail yet");
        }
    }

    /// @param what of it is no longer kept
    record ContentGone(String what) implements RawRefusal {
        @Override
        public Problem problem() {
            return Problem.of(410, "content_gone", "Gone", what + " is no longer kept");
        }
    }

    /// An older release wrote it otherwise.
    ///
    /// @param renderer version of the composer that did
    /// @param ours     that of this release
    record Outdated(int renderer, int ours) implements RawRefusal {
        @Override
        public Problem problem() {
            return Problem.of(
                    410,
                    "raw_gone",
                    "Cannot be made again",
                    "Renderer %d wrote it, and this release has renderer %d only"
                            .formatted(renderer, ours));
        }
    }

    /// What would come out is not what went out.
    record Changed() implements RawRefusal {
        @Override
        public Problem problem() {
            return Problem.of(
                    410,
                    "raw_gone",
                    "Cannot be made again",
                    "Its links were written by a host or a secret that is no longer set");
        }
    }

    /// A roll-out is under way, and this process has not had its turn.
    ///
    /// @param renderer version of the composer that wrote it
    record Newer(int renderer) implements RawRefusal {
        @Override
        public Problem problem() {
            return Problem.unavailable(
                    "Renderer %d of a newer release wrote it".formatted(renderer));
        }
    }

    /// Too many are shown at once.
    record NoRoom() implements RawRefusal {
        @Override
        public Problem problem() {
            return Problem.unavailable("There is no room to compose the mail at present");
        }
    }
}

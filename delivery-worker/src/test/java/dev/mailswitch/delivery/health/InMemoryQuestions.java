package dev.mailswitch.delivery.health;

import dev.mailswitch.ledger.ReachQuestions;
import dev.mailswitch.ledger.ReachQuestions.Question;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/// What workers ask each other, without a database; for one thread. Who has looked lives, until it is
/// said to be gone.
public final class InMemoryQuestions {

    private record Key(long worker, String place) {}

    private final Map<Key, Question> questions = new LinkedHashMap<>();
    private final TreeSet<Long> alive = new TreeSet<>();

    /// As this worker sees them; it lives.
    public ReachQuestions of(long worker) {
        alive.add(worker);
        return new Seen(worker);
    }

    void gone(long worker) {
        alive.remove(worker);
    }

    public List<Question> all() {
        return List.copyOf(questions.values());
    }

    private final class Seen implements ReachQuestions {

        private final long worker;

        Seen(long worker) {
            this.worker = worker;
        }

        @Override
        public long worker() {
            return worker;
        }

        @Override
        public Read read() {
            return new Read(
                    (int) alive.stream().filter(other -> other != worker).count(),
                    questions.values().stream()
                            .filter(one -> one.worker() == worker || alive.contains(one.worker()))
                            .toList());
        }

        @Override
        public void write(
                Collection<Question> asked, Collection<String> withdrawn, List<Question> answered) {
            withdrawn.forEach(place -> questions.remove(new Key(worker, place)));
            asked.forEach(
                    one ->
                            questions.put(
                                    new Key(worker, one.place()),
                                    new Question(worker, one.place(), one.since(), null)));
            answered.forEach(
                    one ->
                            questions.computeIfPresent(
                                    new Key(one.worker(), one.place()),
                                    (key, known) -> later(known, one)));
        }

        private static Question later(Question known, Question answer) {
            boolean newer =
                    known.reachedAt() == null
                            || known.reachedAt()
                                    .isBefore(Objects.requireNonNull(answer.reachedAt()));
            return known.since().equals(answer.since()) && newer ? answer : known;
        }
    }
}

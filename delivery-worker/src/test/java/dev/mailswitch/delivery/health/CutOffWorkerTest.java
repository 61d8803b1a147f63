package dev.mailswitch.delivery.health;

import dev.mailswitch.ledger.ReachQuestions;

class CutOffWorkerTest extends CutOffWorkerContract {

    private final InMemoryBreakers breakers = new InMemoryBreakers();
    private final InMemorySilences silences = new InMemorySilences();
    private final InMemoryQuestions questions = new InMemoryQuestions();
    private long workers;

    @Override
    BreakerTable breakers() {
        return breakers;
    }

    @Override
    SilenceTable silences() {
        return silences;
    }

    @Override
    ReachQuestions newWorker() {
        workers++;
        return questions.of(workers);
    }
}

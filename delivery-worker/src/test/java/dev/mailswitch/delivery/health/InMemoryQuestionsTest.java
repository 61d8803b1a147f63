package dev.mailswitch.delivery.health;

import dev.mailswitch.ledger.ReachQuestions;

class InMemoryQuestionsTest extends ReachQuestionsContract {

    private final InMemoryQuestions questions = new InMemoryQuestions();
    private long workers;

    @Override
    ReachQuestions worker() {
        workers++;
        return questions.of(workers);
    }

    @Override
    void die(ReachQuestions worker) {
        questions.gone(worker.worker());
    }
}

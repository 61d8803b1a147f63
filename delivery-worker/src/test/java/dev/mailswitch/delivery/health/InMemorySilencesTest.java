package dev.mailswitch.delivery.health;

class InMemorySilencesTest extends SilenceTableContract {

    private final InMemorySilences table = new InMemorySilences();

    @Override
    SilenceTable table() {
        return table;
    }
}

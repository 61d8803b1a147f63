package dev.mailswitch.delivery.health;

class InMemoryBreakersTest extends BreakerTableContract {

    private final BreakerTable table = new InMemoryBreakers();

    @Override
    BreakerTable table() {
        return table;
    }
}

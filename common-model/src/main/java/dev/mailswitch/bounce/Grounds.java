package dev.mailswitch.bounce;

/// What a rule rests on, and so how far it is believed against what the words of a refusal say
/// taken together ([LearntWords]).
///
/// The weights are log odds. They were chosen by how often rules of each kind were right about
/// replies they had not been written for (docs/classification.md, "What is learnt"): a code alone
/// two times of five, a topic word or a common wording eight to nine times of ten, the wording of
/// a named host nearly always.
enum Grounds {
    /// A rule of the operator's own: never questioned.
    OPERATOR(Double.POSITIVE_INFINITY),
    /// The wording or code of a host, filter or list that is known by name.
    HOST(3),
    /// A wording that many hosts use.
    WORDING(2),
    /// A single word for what a refusal is about.
    TOPIC(1),
    /// No word of the text: its codes, or that it says no.
    CODE(0.5);

    private final double weight;

    Grounds(double weight) {
        this.weight = weight;
    }

    double weight() {
        return weight;
    }
}

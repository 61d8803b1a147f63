package dev.mailswitch.delivery.dispatch;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;

/// Where partitions end, asked of the broker without waiting for it. Not by the consumer that polls
/// them: on its connection a question stands behind the poll under way, which a broker without news
/// holds back for half a second, and the loop that waits for the answer claims nothing meanwhile.
@FunctionalInterface
public interface Ends {

    /// Asks for the offsets of the next records to come.
    ///
    /// @return comes on a thread of Kafka's; fails if the broker does not answer within a second or
    ///     so
    CompletionStage<Map<TopicPartition, Long>> of(Set<TopicPartition> partitions);
}

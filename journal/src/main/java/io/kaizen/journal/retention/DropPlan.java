package io.kaizen.journal.retention;

import java.util.ArrayList;
import java.util.List;

/**
 * The segments that a policy lets go, the oldest first.
 *
 * @param chain consecutive, from the first
 * @param order consecutive, from the first: entries of dropped blocks only
 */
record DropPlan(List<ChainSegment> chain, List<OrderSegment> order) {
    static final DropPlan NOTHING = new DropPlan(List.of(), List.of());

    DropPlan {
        chain = List.copyOf(chain);
        order = List.copyOf(order);
    }

    /**
     * @param chain all that may go, the oldest first
     * @param order likewise
     * @param height of the chain
     * @param usedBytes of the disk, all together
     */
    static DropPlan of(
            RetentionPolicy policy,
            List<ChainSegment> chain,
            List<OrderSegment> order,
            long height,
            long usedBytes) {
        long tooOld = policy.keepBlocks() == 0 ? -1 : height - policy.keepBlocks();
        long excess = policy.diskBudget() == 0 ? 0 : usedBytes - policy.diskBudget();
        List<ChainSegment> chainGone = new ArrayList<>();
        List<OrderSegment> orderGone = new ArrayList<>();
        for (ChainSegment segment : chain) {
            boolean mayGo = segment.lastBlock() <= height - RetentionPolicy.BLOCKS_MIN;
            if (!mayGo || (segment.lastBlock() > tooOld && excess <= 0)) {
                break;
            }
            chainGone.add(segment);
            excess -= segment.item().bytes();
            while (orderGone.size() < order.size()) {
                OrderSegment causes = order.get(orderGone.size());
                if (causes.last().position() > segment.lastPosition()) {
                    break;
                }
                orderGone.add(causes);
                excess -= causes.item().bytes();
            }
        }
        return new DropPlan(chainGone, orderGone);
    }

    boolean isEmpty() {
        return chain.isEmpty();
    }

    /** The last block that goes. */
    long lastBlock() {
        return chain.getLast().lastBlock();
    }

    long bytes() {
        return chain.stream().mapToLong(s -> s.item().bytes()).sum()
                + order.stream().mapToLong(s -> s.item().bytes()).sum();
    }
}

package io.kaizen.config.node;

import io.kaizen.config.settings.Keys;
import io.kaizen.config.settings.Settings;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.journal.chain.ChainStore;
import io.kaizen.journal.order.OrderJournal;

/**
 * Order and chain of a data folder, open for append, without a node around them. One thread.
 *
 * @param genesisHash of the chain that the settings name
 */
public record NodeStores(long chainId, Hash genesisHash, OrderJournal order, ChainStore chain)
        implements AutoCloseable {

    /**
     * Opens or creates both, as a node of these settings does.
     *
     * @throws IllegalStateException where a node has the folder open
     */
    public static NodeStores open(Settings given, DataFolder folder) {
        ChainSpec spec = ChainSpec.of(given);
        Settings settings = spec.settings();
        OrderJournal order = KaizenNode.openOrder(settings, folder, spec.genesis());
        try {
            return new NodeStores(
                    settings.get(Keys.CHAIN_ID),
                    spec.genesis().block().hash(),
                    order,
                    KaizenNode.openChain(
                            settings,
                            folder,
                            spec.genesis(),
                            KaizenNode.openLog(settings, folder)));
        } catch (RuntimeException failed) {
            order.close();
            throw failed;
        }
    }

    @Override
    public void close() {
        try (order) {
            chain.close();
        }
    }
}

package io.kaizen.config.mainnet;

import io.kaizen.exec.block.PreState;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Block;
import io.kaizen.exec.ledger.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A block with what is known of the state before it.
 *
 * @param hash the block's hash as the source says; null where it does not
 * @param senders of the transactions as the source says; null where it does not
 */
record MainnetBlock(
        Block block, @Nullable Hash hash, @Nullable List<Address> senders, PreState before) {}

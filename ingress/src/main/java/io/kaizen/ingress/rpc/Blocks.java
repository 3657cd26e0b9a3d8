package io.kaizen.ingress.rpc;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.BlockHashes;
import io.kaizen.ingress.rpc.BlockRef.Tag;
import io.kaizen.journal.chain.ChainView;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.pipeline.publish.Ledger;
import io.kaizen.pipeline.publish.PendingView;
import org.jspecify.annotations.Nullable;

/** Finds what a request names: a block, or a state and the environment to run in. Any thread. */
public final class Blocks {
    private final Ledger ledger;
    private final Finality finality;

    public Blocks(Ledger ledger, Finality finality) {
        this.ledger = ledger;
        this.finality = finality;
    }

    /** A block that was found. */
    public sealed interface Found {
        record Sealed(ChainView chain, SealedBlock block) implements Found {}

        /** The open block. */
        record Open(PendingView view) implements Found {}
    }

    /**
     * A state and the block environment that belongs to it.
     *
     * @param head the block, or the one below the open block
     */
    public record StateAt(StateView state, BlockContext context, SealedBlock head) {}

    /**
     * The block, or null where there is none.
     *
     * @throws RpcException where it is not kept any more
     */
    public @Nullable Found find(BlockRef ref) {
        if (ref == Tag.PENDING) {
            return new Found.Open(ledger.pending());
        }
        ChainView chain = ledger.chain();
        SealedBlock block = sealed(chain, ref);
        return block == null ? null : new Found.Sealed(chain, block);
    }

    /**
     * The sealed block; the head for {@code pending}; or null where there is none.
     *
     * @throws RpcException where it is not kept any more
     */
    public @Nullable SealedBlock sealed(ChainView chain, BlockRef ref) {
        return ref instanceof BlockRef.ByHash(Hash hash)
                ? chain.block(hash)
                : numbered(chain, height(chain, ref));
    }

    private static @Nullable SealedBlock numbered(ChainView chain, long number) {
        SealedBlock block = chain.block(number);
        if (block == null && number < chain.first()) {
            throw RpcError.prunedHistory().exception();
        }
        return block;
    }

    /** The block number that a tag or number stands for; above the head for {@code pending}. */
    public long height(ChainView chain, BlockRef ref) {
        return switch (ref) {
            case BlockRef.ByNumber by -> by.number();
            case Tag tag -> height(chain, tag);
            case BlockRef.ByHash by -> {
                SealedBlock block = chain.block(by.hash());
                if (block == null) {
                    throw RpcError.server("unknown block").exception();
                }
                yield block.number();
            }
        };
    }

    private long height(ChainView chain, Tag tag) {
        return switch (tag) {
            case EARLIEST -> chain.first();
            case LATEST, PENDING -> chain.head().number();
            case SAFE -> Math.min(finality.safe(), chain.head().number());
            case FINALIZED -> Math.min(finality.finalized(), chain.head().number());
        };
    }

    /**
     * The state after the block.
     *
     * @throws RpcException geth's {@code header not found}; or where the state is not kept any more
     */
    public StateAt stateAt(BlockRef ref) {
        ChainView chain = ledger.chain();
        if (ref == Tag.PENDING) {
            PendingView pending = ledger.pending();
            return new StateAt(pending.state(), pending.context(), chain.head());
        }
        SealedBlock block = sealed(chain, ref);
        if (block == null) {
            throw RpcError.server(
                            ref instanceof BlockRef.ByHash
                                    ? "header for hash not found"
                                    : "header not found")
                    .exception();
        }
        return new StateAt(stateAfter(chain, block.number()), context(chain, block), block);
    }

    /**
     * @throws RpcException where the state is not kept any more
     */
    public static StateView stateAfter(ChainView chain, long number) {
        StateView state = chain.state(number);
        if (state == null) {
            throw RpcError.server("state of block " + number + " is not available any more")
                    .exception();
        }
        return state;
    }

    /** The environment the block's transactions ran in. */
    public static BlockContext context(ChainView chain, SealedBlock block) {
        Header.Environment environment = block.header().environment();
        Word baseFee = environment.baseFee();
        Hash beaconRoot = environment.parentBeaconBlockRoot();
        return new BlockContext(
                environment.number(),
                environment.timestamp(),
                environment.gasLimit(),
                environment.feeRecipient(),
                environment.difficulty(),
                environment.mixHash(),
                baseFee == null ? Word.ZERO : baseFee,
                blobBaseFee(environment),
                beaconRoot == null ? Hash.ZERO : beaconRoot,
                ancestors(chain, block.number()));
    }

    /** One wei: blob transactions are refused, so no block has excess blob gas (EIP-4844). */
    public static Word blobBaseFee(Header.Environment environment) {
        return environment.excessBlobGas() == null ? Word.ZERO : Word.ONE;
    }

    private static BlockHashes ancestors(ChainView chain, long number) {
        return asked -> {
            if (asked < 0 || asked >= number || asked < number - BlockHashes.REACH) {
                return Hash.ZERO;
            }
            SealedBlock block = chain.block(asked);
            return block == null ? Hash.ZERO : block.hash();
        };
    }
}

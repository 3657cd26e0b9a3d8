package io.kaizen.exec.process;

import io.kaizen.exec.evm.CallKind;
import io.kaizen.exec.evm.CodeCache;
import io.kaizen.exec.evm.Engine;
import io.kaizen.exec.evm.Environment;
import io.kaizen.exec.evm.Evm;
import io.kaizen.exec.evm.Message;
import io.kaizen.exec.evm.Outcome;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.TransactionState;
import java.util.List;

/**
 * What a block does by running predeployed code as {@link #SYSTEM_ADDRESS}, free of charge and
 * outside the block's gas. Before its first transaction it stores the parent's beacon root
 * (EIP-4788) and the parent's hash (EIP-2935); a predeploy that is not there or fails changes
 * nothing. After its last transaction a block of Ethereum asks for requests (EIP-7002, 7251); there
 * the caller judges a predeploy that is not there or fails. One thread.
 */
public final class SystemCalls {
    public static final Address SYSTEM_ADDRESS =
            Address.fromHex("0xfffffffffffffffffffffffffffffffffffffffe");
    public static final Address BEACON_ROOTS =
            Address.fromHex("0x000f3df6d732807ef1319fb7b8bb8522d0beac02");
    public static final Address HISTORY_STORAGE =
            Address.fromHex("0x0000f90827f1c53a10cb7a02335b175320002935");
    public static final Address WITHDRAWAL_REQUESTS =
            Address.fromHex("0x00000961ef480eb55e80d19ad83579a64c007002");
    public static final Address CONSOLIDATION_REQUESTS =
            Address.fromHex("0x0000bbddc7ce488642fb579f8b00f3a590007251");

    /** What stands at {@link #BEACON_ROOTS} (EIP-4788). */
    public static final Bytes BEACON_ROOTS_CODE =
            Bytes.fromHex(
                    "0x3373fffffffffffffffffffffffffffffffffffffffe14604d57602036146024575f5ffd5b"
                            + "5f35801560495762001fff810690815414603c575f5ffd5b62001fff01545f5260205ff35b"
                            + "5f5ffd5b62001fff42064281555f359062001fff015500");

    /** What stands at {@link #HISTORY_STORAGE} (EIP-2935). */
    public static final Bytes HISTORY_STORAGE_CODE =
            Bytes.fromHex(
                    "0x3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143"
                            + "038111604257611fff81430311604257611fff9006545f5260205ff35b5f5ffd5b5f35611f"
                            + "ff60014303065500");

    private static final long GAS = 30_000_000;

    /** How a call of a predeploy ended. */
    public enum Status {
        DONE,
        /** There is no code at the address. */
        NO_CODE,
        FAILED
    }

    /**
     * @param output what the predeploy returned; empty unless it is done
     * @param effects none unless it is done
     */
    public record Result(Status status, Bytes output, Effects effects) {
        private static final Result NO_CODE = new Result(Status.NO_CODE, Bytes.EMPTY, Effects.NONE);
        private static final Result FAILED = new Result(Status.FAILED, Bytes.EMPTY, Effects.NONE);
    }

    private final Engine engine;
    private final Word chainId;
    private final TransactionState state;

    public SystemCalls(Revision revision, Word chainId) {
        this(new Evm(revision), chainId);
    }

    public SystemCalls(Engine engine, Word chainId) {
        this.engine = engine;
        this.chainId = chainId;
        this.state = new TransactionState(new CodeCache(CodeCache.BYTES_MAX_DEFAULT));
    }

    /** EIP-4788; nothing before Cancun. */
    public Effects storeBeaconRoot(StateView view, BlockContext block) {
        return engine.revision().atLeast(Revision.CANCUN)
                ? call(view, block, BEACON_ROOTS, block.parentBeaconBlockRoot().bytes()).effects()
                : Effects.NONE;
    }

    /** EIP-2935; nothing before Prague, nor in the genesis block. */
    public Effects storeParentHash(StateView view, BlockContext block) {
        return engine.revision().atLeast(Revision.PRAGUE) && block.number() > 0
                ? call(
                                view,
                                block,
                                HISTORY_STORAGE,
                                block.blockHashes().hash(block.number() - 1).bytes())
                        .effects()
                : Effects.NONE;
    }

    /**
     * The block's requests of one kind: what the predeploy returns to an empty input.
     *
     * @param predeploy {@link #WITHDRAWAL_REQUESTS} or {@link #CONSOLIDATION_REQUESTS}
     */
    public Result requests(StateView view, BlockContext block, Address predeploy) {
        return call(view, block, predeploy, Bytes.EMPTY);
    }

    private Result call(StateView view, BlockContext block, Address predeploy, Bytes input) {
        Account account = view.account(predeploy);
        if (account == null || !account.hasCode()) {
            return Result.NO_CODE;
        }
        state.reset(view);
        Environment environment =
                new Environment(
                        block, chainId, SYSTEM_ADDRESS, Word.ZERO, block.baseFee(), List.of());
        Message message =
                new Message(CallKind.CALL, SYSTEM_ADDRESS, predeploy, Word.ZERO, input, GAS);
        Outcome outcome = engine.execute(message, state, environment, null);
        return outcome.halt() == null
                ? new Result(Status.DONE, outcome.output(), state.effects(true))
                : Result.FAILED;
    }
}

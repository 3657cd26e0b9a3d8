package io.kaizen.exec.process;

import io.kaizen.exec.evm.CallKind;
import io.kaizen.exec.evm.Code;
import io.kaizen.exec.evm.CodeCache;
import io.kaizen.exec.evm.Engine;
import io.kaizen.exec.evm.Environment;
import io.kaizen.exec.evm.Evm;
import io.kaizen.exec.evm.GasSchedule;
import io.kaizen.exec.evm.Message;
import io.kaizen.exec.evm.Outcome;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.AccessListEntry;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.TransactionResult.Executed;
import io.kaizen.exec.process.TransactionResult.Invalid;
import io.kaizen.exec.process.TransactionRules.Candidate;
import io.kaizen.exec.state.LiveAccount;
import io.kaizen.exec.state.TransactionState;
import io.kaizen.exec.trace.Tracer;
import io.kaizen.exec.trace.TransactionStart;
import org.jspecify.annotations.Nullable;

/**
 * Runs one transaction at one state: the checks, the purchase of gas, the message, refunds and fees
 * (yellow paper §6; EIP-1559, 2929, 3529, 4844, 7623, 7702). One thread; its scratch is reused, and
 * nothing is carried from one transaction to the next but code by hash.
 */
public final class TransactionProcessor {
    private final Revision revision;
    private final Word chainId;
    private final Engine engine;
    private final GasSchedule schedule;
    private final TransactionRules rules;
    private final TransactionState state;

    public TransactionProcessor(Revision revision, Word chainId) {
        this(new Evm(revision), chainId);
    }

    /** With an engine of one's own; its revision is the transactions'. */
    public TransactionProcessor(Engine engine, Word chainId) {
        this.revision = engine.revision();
        this.chainId = chainId;
        this.engine = engine;
        this.schedule = GasSchedule.of(revision);
        this.rules = new TransactionRules(revision, chainId);
        this.state = new TransactionState(new CodeCache(CodeCache.BYTES_MAX_DEFAULT));
    }

    /** What the last transaction looked at, until the next one runs. */
    public TransactionState state() {
        return state;
    }

    public Revision revision() {
        return revision;
    }

    /**
     * @param view the state before; never written to
     * @param sender whoever signed it
     */
    public TransactionResult execute(
            StateView view,
            BlockContext block,
            Transaction tx,
            Address sender,
            Validation validation,
            @Nullable Tracer tracer) {
        state.reset(view);
        Candidate candidate = new Candidate(tx, sender, block, validation);
        Invalid invalid = rules.check(candidate, state);
        return invalid == null ? run(candidate, tracer) : invalid;
    }

    private Executed run(Candidate c, @Nullable Tracer tracer) {
        Transaction tx = c.tx();
        Word baseFee = c.isFree() ? Word.ZERO : c.block().baseFee();
        Word price = c.isFree() ? Word.ZERO : tx.effectiveGasPrice(baseFee);
        if (tracer != null) {
            tracer.onTransactionStart(
                    new TransactionStart(
                            tx, c.sender(), c.block(), revision, new LiveState(state)));
        }
        LiveAccount sender = state.account(c.sender());
        state.debit(sender, price.times(tx.gasLimit()).plus(blobFee(c)));
        Address to = tx.to();
        Address target = to == null ? Address.ofCreate(c.sender(), sender.nonce()) : to;
        prepare(c, sender, to);
        Environment environment =
                new Environment(
                        c.block(), chainId, c.sender(), price, baseFee, tx.extras().blobHashes());
        Message message =
                new Message(
                        to == null ? CallKind.CREATE : CallKind.CALL,
                        c.sender(),
                        target,
                        tx.value(),
                        tx.data(),
                        tx.gasLimit() - IntrinsicGas.of(revision, tx));
        Outcome outcome = engine.execute(message, state, environment, tracer);
        long spent = tx.gasLimit() - outcome.gasLeft();
        long refund = Math.min(state.refund(), spent / schedule.refundDivisor());
        long gasUsed = Math.max(spent - refund, IntrinsicGas.floor(revision, tx));
        state.credit(sender, price.times(tx.gasLimit() - gasUsed));
        LiveAccount recipient = state.account(c.block().feeRecipient());
        state.credit(recipient, price.minus(baseFee).times(gasUsed));
        if (tracer != null) {
            tracer.onTransactionEnd(gasUsed);
        }
        return new Executed(
                outcome.halt(),
                gasUsed,
                refund,
                price,
                outcome.output(),
                to == null ? target : null,
                state.logs(),
                state.effects(revision.atLeast(Revision.SPURIOUS_DRAGON)));
    }

    /** Raises the nonce, warms what the transaction names, and sets its delegations. */
    private void prepare(Candidate c, LiveAccount sender, @Nullable Address to) {
        Transaction tx = c.tx();
        state.setNonce(sender, sender.nonce() + 1);
        if (revision.atLeast(Revision.BERLIN)) {
            warm(c, sender, to);
        }
        if (tx.type() == TransactionType.SET_CODE) {
            Authorizations.apply(tx.extras().authorizations(), chainId, state);
        }
        if (to != null && revision.atLeast(Revision.PRAGUE)) {
            Address delegate = Code.delegate(state.code(state.account(to)).bytes());
            if (delegate != null) {
                state.warm(state.account(delegate));
            }
        }
    }

    private void warm(Candidate c, LiveAccount sender, @Nullable Address to) {
        state.warm(sender);
        if (to != null) {
            state.warm(state.account(to));
        }
        if (revision.atLeast(Revision.SHANGHAI)) {
            state.warm(state.account(c.block().feeRecipient()));
        }
        for (AccessListEntry entry : c.tx().extras().accessList()) {
            state.list(entry);
        }
    }

    private static Word blobFee(Candidate c) {
        int blobs = c.tx().extras().blobHashes().size();
        return c.block().blobBaseFee().times(BlobFee.GAS_PER_BLOB * blobs);
    }
}

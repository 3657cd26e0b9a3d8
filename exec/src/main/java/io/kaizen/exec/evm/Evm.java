package io.kaizen.exec.evm;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.precompile.Precompile;
import io.kaizen.exec.precompile.Precompiles;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.Halt;
import io.kaizen.exec.state.LiveAccount;
import io.kaizen.exec.state.TransactionState;
import io.kaizen.exec.trace.Tracer;
import io.kaizen.zk.hash.Keccak256;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Our EVM; {@code exec/docs/evm.md} explains it. Owns the arenas, the frames and the loop over
 * them: calls never recurse in Java. One thread; between messages no state is kept but scratch
 * space.
 */
public final class Evm implements Engine {
    static final int DEPTH_MAX = 1024;
    static final int STACK_LIMBS = 4 * 1024;

    /** What a frame may use of the stack arena: its stack and a program's temporary slots. */
    private static final int FRAME_LIMBS = STACK_LIMBS + 4 * SymbolicStack.TEMPORARIES;

    /** For all frames of a transaction together. */
    static final long MEMORY_MAX = 1L << 31;

    static final long FRAME_MEMORY_MAX = 1L << 30;

    private static final int RETURN_DATA_KEPT = 1 << 20;
    private static final int STACK_KEPT = 64 * STACK_LIMBS;

    // What run, call and create answer.
    /** The instruction is done: go on in the same frame. */
    static final int CONTINUE = 0;

    /** A callee's frame was pushed. */
    static final int SUSPENDED = 1;

    static final int SUCCEEDED = 2;
    static final int REVERTED = 3;

    /** An exceptional halt: {@link #fault} tells which. */
    static final int FAULTED = 4;

    /** The code became hot at a taken jump: go on with its program. */
    static final int HOT = 5;

    // Of the revision.
    final Revision revision;
    final GasSchedule schedule;
    final long[] table;
    final Precompiles precompiles;
    final Tier tier;
    final boolean warmth;
    final boolean delegation;

    // Scratch.
    final Division division = new Division();
    final Keccak256 keccak = new Keccak256();
    final KeccakMemo memo = new KeccakMemo(keccak);
    final long[] scratch = new long[4];
    private final Frame[] frames = new Frame[DEPTH_MAX + 1];
    long[] stack = new long[2 * FRAME_LIMBS];
    byte[] returnData = new byte[1024];
    int returnSize;

    // Of the message under way.
    TransactionState state;
    Environment environment;
    BlockContext block;
    @Nullable Tracer tracer;
    int depth = -1;
    private int depthReached = -1;

    /** Why the frame faulted; null stands for out of gas. */
    Halt.@Nullable Reason fault;

    /** The outcome of a call that needed no frame, or of the frame that just ended. */
    int resultStatus;

    long resultGas;

    final CallRequest request = new CallRequest();
    final Faults faults = new Faults();

    private final StepTrace steps = new StepTrace(this);

    @SuppressWarnings("NullAway.Init") // the message's fields are set by execute
    public Evm(Revision revision) {
        this(revision, Tier.HOT);
    }

    /** With a tier of one's own, for tests and measurements. */
    @SuppressWarnings("NullAway.Init")
    public Evm(Revision revision, Tier tier) {
        this.revision = revision;
        this.tier = tier;
        this.schedule = GasSchedule.of(revision);
        this.table = OpcodeTable.of(revision);
        this.precompiles = Precompiles.of(revision);
        this.warmth = revision.atLeast(Revision.BERLIN);
        this.delegation = revision.atLeast(Revision.PRAGUE);
    }

    @Override
    public Revision revision() {
        return revision;
    }

    @Override
    public Outcome execute(
            Message message,
            TransactionState onState,
            Environment environmentOf,
            @Nullable Tracer withTracer) {
        state = onState;
        environment = environmentOf;
        block = environmentOf.block();
        tracer = withTracer;
        depth = -1;
        fault = null;
        returnSize = 0;
        steps.reset();
        if (begin(message) == SUSPENDED) {
            loop();
        }
        Outcome outcome = outcome();
        shrink();
        return outcome;
    }

    private int begin(Message message) {
        CallRequest r = request;
        LiveAccount to = state.account(message.to());
        boolean pays = message.kind().isCreation() || !message.value().isZero();
        r.kind = message.kind();
        // Who pays nothing is not looked at: the account of a system call, which no witness holds.
        r.from = pays ? state.account(message.caller()) : to;
        r.caller = message.caller();
        r.self = to;
        r.codeAccount = to;
        r.value = message.value();
        r.transfersValue = true;
        r.isStatic = false;
        r.gas = message.gas();
        r.outSize = 0;
        r.outOffset = 0;
        if (message.kind().isCreation()) {
            r.takeInput(Bytes.EMPTY.array(), 0, 0);
            r.code = Code.of(message.input());
            return CreateOps.begin(this, r);
        }
        r.takeInput(message.input().array(), 0, message.input().size());
        r.code = CallOps.codeToRun(this, to);
        return CallOps.begin(this, r);
    }

    /** Runs frames until the bottom one has ended. */
    private void loop() {
        while (true) {
            Frame frame = frames[depth];
            Program program = frame.program;
            int status =
                    program == null
                            ? Interpreter.run(this, frame, stepTracer())
                            : ProgramInterpreter.run(this, frame, program);
            if (status == SUSPENDED) {
                continue;
            }
            if (status == HOT) {
                frame.takeUp(frame.code.program(revision));
                continue;
            }
            finish(frame, status);
            depth--;
            if (depth < 0) {
                return;
            }
            resume(frames[depth], frame);
        }
    }

    private @Nullable Tracer stepTracer() {
        Tracer listener = tracer;
        return listener != null && listener.wantsSteps() ? listener : null;
    }

    /** Applies a frame's end: its state is kept or undone, its output becomes return data. */
    private void finish(Frame frame, int status) {
        steps.close(frame, status == FAULTED);
        int ended = status;
        if (status == SUCCEEDED && frame.kind.isCreation()) {
            ended = CreateOps.deploy(this, frame);
        } else if (status == FAULTED) {
            returnSize = 0;
        } else {
            setReturnData(frame.memory, frame.resultOffset, frame.resultSize);
        }
        if (ended != SUCCEEDED) {
            state.revert(frame.snapshot);
        }
        if (ended == FAULTED) {
            frame.gas = 0;
        }
        end(ended, frame.gasGiven, frame.gas);
        if (frame.kind.isCreation() && ended == SUCCEEDED && depth > 0) {
            // RETURNDATASIZE is zero after a creation that succeeded (EIP-211).
            returnSize = 0;
        }
    }

    /** Gives the result of the frame that just ended to its caller. */
    private void resume(Frame caller, Frame ended) {
        caller.gas += resultGas;
        if (ended.kind.isCreation()) {
            CreateOps.pushResult(this, caller, ended.self);
        } else {
            CallOps.pushResult(this, caller, ended.outOffset, ended.outSize);
        }
        fault = null;
    }

    /** Pushes a pooled frame whose code is about to run; the arenas begin after the caller's. */
    Frame push(CallKind kind, LiveAccount self, Code code, long gas, int snapshot) {
        Frame caller = depth >= 0 ? frames[depth] : null;
        depth++;
        Frame frame = frames[depth];
        if (frame == null) {
            frame = new Frame();
            frames[depth] = frame;
        }
        frame.kind = kind;
        frame.self = self;
        frame.code = code;
        frame.snapshot = snapshot;
        frame.gasGiven = gas;
        frame.base = caller == null ? 0 : caller.sp;
        frame.memoryBelow = caller == null ? 0 : caller.memoryBelow + caller.memorySize;
        depthReached = Math.max(depthReached, depth);
        frame.memorySize = 0;
        frame.resultSize = 0;
        frame.resultOffset = 0;
        frame.save(0, frame.base, gas);
        frame.program = stepTracer() == null ? code.entered(revision, tier) : null;
        if (frame.program != null) {
            frame.pc = Program.START;
        }
        if (frame.base + FRAME_LIMBS > stack.length) {
            stack = Arrays.copyOf(stack, Math.max(stack.length * 2, frame.base + FRAME_LIMBS));
        }
        returnSize = 0;
        return frame;
    }

    Frame frame() {
        return frames[depth];
    }

    void setReturnData(byte[] source, int offset, int size) {
        if (size > returnData.length) {
            returnData = new byte[Math.max(size, 2 * returnData.length)];
        }
        System.arraycopy(source, offset, returnData, 0, size);
        returnSize = size;
    }

    private void shrink() {
        for (int i = 0; i <= depthReached; i++) {
            frames[i].releaseLargeMemory();
        }
        depthReached = -1;
        if (returnData.length > RETURN_DATA_KEPT) {
            returnData = new byte[1024];
        }
        if (stack.length > STACK_KEPT) {
            stack = new long[2 * FRAME_LIMBS];
        }
    }

    /** Sets the reason of an exceptional halt. */
    int fail(Halt.Reason reason) {
        fault = reason;
        return FAULTED;
    }

    /** As {@link #fail}, in the form of a negative remaining gas. */
    long failGas(Halt.Reason reason) {
        fault = reason;
        return -1;
    }

    @Nullable Precompile precompile(Address address) {
        return precompiles.at(address);
    }

    /** Pays for a cold access to an account, and makes it warm; precompiles always are. */
    long chargeAccount(LiveAccount account, long gas) {
        boolean cold = warms(account);
        return cold ? gas - schedule.coldAccount() : gas;
    }

    /** Makes the account warm; whether it was cold. */
    boolean warms(LiveAccount account) {
        return warmth && precompile(account.address()) == null && state.warm(account);
    }

    void traceStep(Tracer listener, Frame frame, int op) {
        steps.open(listener, frame, op);
    }

    /** The price of the instruction is settled: tracers hear of it before a callee starts. */
    void settleStep(Frame frame) {
        steps.close(frame, false);
    }

    @Nullable Halt halt(int status) {
        return switch (status) {
            case SUCCEEDED -> null;
            case REVERTED -> new Halt(Halt.Reason.REVERT, "execution reverted");
            default -> faults.halt(fault);
        };
    }

    /** Settles the result of a frame, or of a call that needed none, and tells the tracer. */
    void end(int status, long gasGiven, long gasLeft) {
        resultStatus = status;
        resultGas = gasLeft;
        Tracer listener = tracer;
        if (listener != null) {
            Bytes output =
                    listener.wantsData() ? Bytes.copyOf(returnData, 0, returnSize) : Bytes.EMPTY;
            listener.onExit(output, gasGiven - gasLeft, halt(status));
        }
    }

    private Outcome outcome() {
        return new Outcome(halt(resultStatus), resultGas, Bytes.copyOf(returnData, 0, returnSize));
    }
}

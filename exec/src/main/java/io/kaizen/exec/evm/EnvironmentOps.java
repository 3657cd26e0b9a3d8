package io.kaizen.exec.evm;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.LiveAccount;

/** Instructions that read the block, the transaction, the call or an account. */
final class EnvironmentOps {
    private static final int BLOCK_HASHES = 256;

    private EnvironmentOps() {}

    static void pushAddress(long[] s, int sp, Address a) {
        s[sp] = 0;
        s[sp + 1] = a.high() >>> 32;
        s[sp + 2] = a.high() << 32 | a.middle() >>> 32;
        s[sp + 3] = a.middle() << 32 | (a.low() & 0xffffffffL);
    }

    static void pushWord(long[] s, int sp, Word w) {
        s[sp] = w.w3();
        s[sp + 1] = w.w2();
        s[sp + 2] = w.w1();
        s[sp + 3] = w.w0();
    }

    static void pushHash(long[] s, int sp, Hash h) {
        s[sp] = h.h3();
        s[sp + 1] = h.h2();
        s[sp + 2] = h.h1();
        s[sp + 3] = h.h0();
    }

    static Word word(long[] s, int at) {
        return Uint256.isZero(s, at) ? Word.ZERO : new Word(s[at], s[at + 1], s[at + 2], s[at + 3]);
    }

    /** The account whose address is the low 20 bytes of the word. */
    static LiveAccount account(Evm vm, long[] s, int at) {
        long middle = s[at + 2] << 32 | s[at + 3] >>> 32;
        return vm.state.account(s[at + 1] << 32 | s[at + 2] >>> 32, middle, (int) s[at + 3]);
    }

    static long balance(Evm vm, long[] s, int sp, long gas) {
        LiveAccount account = account(vm, s, sp - 4);
        pushWord(s, sp - 4, account.balance());
        return vm.chargeAccount(account, gas);
    }

    static long extCodeSize(Evm vm, long[] s, int sp, long gas) {
        LiveAccount account = account(vm, s, sp - 4);
        Uint256.set(s, sp - 4, vm.state.code(account).size());
        return vm.chargeAccount(account, gas);
    }

    /** Zero for an account that does not exist or is empty (EIP-1052). */
    static long extCodeHash(Evm vm, long[] s, int sp, long gas) {
        LiveAccount account = account(vm, s, sp - 4);
        pushHash(s, sp - 4, account.isEmpty() ? Hash.ZERO : account.codeHash());
        return vm.chargeAccount(account, gas);
    }

    /** Whether the instruction only pushes a word that the frame or its surroundings hold. */
    static boolean isPush(int op) {
        return switch (op) {
            case Opcode.ADDRESS,
                    Opcode.ORIGIN,
                    Opcode.CALLER,
                    Opcode.CALLVALUE,
                    Opcode.CALLDATASIZE,
                    Opcode.GASPRICE,
                    Opcode.RETURNDATASIZE,
                    Opcode.COINBASE,
                    Opcode.TIMESTAMP,
                    Opcode.NUMBER,
                    Opcode.PREVRANDAO,
                    Opcode.GASLIMIT,
                    Opcode.CHAINID,
                    Opcode.SELFBALANCE,
                    Opcode.BASEFEE,
                    Opcode.BLOBBASEFEE,
                    Opcode.MSIZE ->
                    true;
            default -> false;
        };
    }

    /** Writes what such an instruction pushes to {@code s[d..d+4)}. */
    static void push(Evm vm, Frame f, int op, long[] s, int d) {
        switch (op) {
            case Opcode.ADDRESS -> pushAddress(s, d, f.self.address());
            case Opcode.ORIGIN -> pushAddress(s, d, vm.environment.origin());
            case Opcode.CALLER -> pushAddress(s, d, f.caller);
            case Opcode.CALLVALUE -> pushWord(s, d, f.value);
            case Opcode.CALLDATASIZE -> Uint256.set(s, d, f.inputSize);
            case Opcode.GASPRICE -> pushWord(s, d, vm.environment.gasPrice());
            case Opcode.RETURNDATASIZE -> Uint256.set(s, d, vm.returnSize);
            case Opcode.COINBASE -> pushAddress(s, d, vm.block.feeRecipient());
            case Opcode.TIMESTAMP -> Uint256.set(s, d, vm.block.timestamp());
            case Opcode.NUMBER -> Uint256.set(s, d, vm.block.number());
            case Opcode.PREVRANDAO -> difficulty(vm, s, d);
            case Opcode.GASLIMIT -> Uint256.set(s, d, vm.block.gasLimit());
            case Opcode.CHAINID -> pushWord(s, d, vm.environment.chainId());
            case Opcode.SELFBALANCE -> pushWord(s, d, f.self.balance());
            case Opcode.BASEFEE -> pushWord(s, d, vm.environment.baseFee());
            case Opcode.BLOBBASEFEE -> pushWord(s, d, vm.block.blobBaseFee());
            case Opcode.MSIZE -> Uint256.set(s, d, f.memorySize);
            default -> throw new IllegalStateException("no push: " + Opcode.name(op));
        }
    }

    /**
     * @param offset at most {@link MemoryOps#HUGE}
     */
    static void callDataLoad(Frame f, long[] s, int at, long offset) {
        long available = f.inputSize - offset;
        if (available >= 32) {
            MemoryOps.readWord(f.input, f.inputOffset + (int) offset, s, at);
            return;
        }
        Uint256.set(s, at, 0);
        for (int i = 0; i < available; i++) {
            long b = f.input[f.inputOffset + (int) offset + i] & 0xff;
            s[at + (i >>> 3)] |= b << (56 - 8 * (i & 7));
        }
    }

    static void blockHash(Evm vm, long[] s, int sp) {
        long wanted = s[sp - 1];
        long age = vm.block.number() - wanted;
        boolean recent =
                (s[sp - 4] | s[sp - 3] | s[sp - 2]) == 0
                        && wanted >= 0
                        && age > 0
                        && age <= BLOCK_HASHES;
        pushHash(s, sp - 4, recent ? vm.block.blockHashes().hash(wanted) : Hash.ZERO);
    }

    /** PREVRANDAO since the Merge (EIP-4399). */
    static void difficulty(Evm vm, long[] s, int sp) {
        if (vm.revision.atLeast(Revision.PARIS)) {
            pushHash(s, sp, vm.block.prevRandao());
        } else {
            pushWord(s, sp, vm.block.difficulty());
        }
    }

    static void blobHash(Evm vm, long[] s, int sp) {
        int count = vm.environment.blobHashes().size();
        long index = MemoryOps.bounded(s, sp - 4);
        pushHash(
                s,
                sp - 4,
                index < count ? vm.environment.blobHashes().get((int) index) : Hash.ZERO);
    }
}

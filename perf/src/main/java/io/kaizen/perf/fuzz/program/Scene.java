package io.kaizen.perf.fuzz.program;

import io.kaizen.exec.evm.Opcode;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Word;

/**
 * What a snippet writes with: choices, the code so far, the accounts it may name, and how deep
 * blocks are nested. Words below {@link #floor} belong to an outer block.
 */
final class Scene {
    private static final int NESTING_MAX = 2;
    private static final int HEIGHT_MAX = 24;

    final Dice dice;
    final CodeWriter code = new CodeWriter();
    final Cast cast;
    final Revision revision;

    /** Which of the contracts this is; below zero for code within code. */
    private final int rank;

    private final Menu menu;
    private int floor;
    private int nesting;

    Scene(Dice dice, Cast cast, Revision revision, int rank, Menu menu) {
        this.dice = dice;
        this.cast = cast;
        this.revision = revision;
        this.rank = rank;
        this.menu = menu;
    }

    boolean has(Revision since) {
        return revision.atLeast(since);
    }

    boolean mayNest() {
        return nesting < NESTING_MAX;
    }

    /** Writes so many snippets. */
    void snippets(int count) {
        for (int i = 0; i < count; i++) {
            menu.pick(dice).write(this);
            while (code.height() - floor > HEIGHT_MAX) {
                Sinks.sink(this);
            }
        }
    }

    /** A block that leaves the stack as high as it found it. */
    void block(int count) {
        int outer = floor;
        floor = code.height();
        nesting++;
        snippets(count);
        while (code.height() > floor) {
            Sinks.sink(this);
        }
        nesting--;
        floor = outer;
    }

    /** Makes sure of so many words above the floor. */
    void need(int words) {
        while (code.height() - floor < words) {
            operand();
        }
    }

    int available() {
        return code.height() - floor;
    }

    // What is pushed

    void operand() {
        Word word = EdgeWords.pick(dice);
        if (word.isZero() && has(Revision.SHANGHAI) && dice.oneIn(2)) {
            code.op(Opcode.PUSH0);
        } else if (dice.oneIn(8)) {
            code.pushBytes(word.toArray());
        } else {
            code.push(word);
        }
    }

    /** Mostly not this contract or one before it: calls that go round use up all gas. */
    Address account() {

        Address address = cast.pick(dice);
        int other = cast.contracts().indexOf(address);
        boolean back = other >= 0 && other <= rank;
        return back && dice.chance(80) ? cast.later(dice, rank) : address;
    }

    /** An account, seldom with dirt above its 20 bytes. */
    void address() {
        if (dice.oneIn(12)) {
            code.op(dice.pick(Opcode.ADDRESS, Opcode.CALLER, Opcode.ORIGIN));
            return;
        }
        byte[] address = account().toArray();
        if (dice.oneIn(25)) {
            byte[] dirty = dice.bytes(32);
            System.arraycopy(address, 0, dirty, 12, 20);
            code.pushBytes(dirty);
        } else {
            code.pushBytes(address);
        }
    }

    void offset() {
        switch (dice.below(40)) {
            case 0 -> far();
            case 1, 2, 3 -> code.push(dice.below(4_000));
            case 4, 5, 6, 7, 8 ->
                    code.push(Math.max(0, 32L * dice.below(40) + dice.between(-1, 1)));
            default -> code.push(dice.below(160));
        }
    }

    /** What costs much, or more than any gas. */
    private void far() {
        switch (dice.below(8)) {
            case 0 -> operand();
            case 1 -> code.push(dice.below(200_000));
            default -> code.push(dice.below(20_000));
        }
    }

    void size() {
        switch (dice.below(40)) {
            case 0 -> far();
            case 1, 2 -> code.push(dice.below(2_000));
            case 3, 4, 5, 6 -> code.push(dice.below(600));
            case 7, 8, 9, 10 -> code.push(0);
            case 11 -> code.op(Opcode.MSIZE);
            default -> code.push(dice.below(100));
        }
    }

    /** A size and then, above it, an offset: what most instructions take. */
    void range() {
        if (dice.oneIn(30)) {
            // No memory is needed, wherever the empty range stands.
            code.push(0);
            operand();
        } else {
            size();
            offset();
        }
    }

    void slot() {
        if (dice.oneIn(25)) {
            operand();
        } else {
            code.push(dice.below(4));
        }
    }
}

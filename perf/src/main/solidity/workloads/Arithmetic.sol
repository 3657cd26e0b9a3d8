// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Loops of small and of wide words.
contract Arithmetic {
    /// A linear congruential generator with checked and unchecked sums.
    function small(uint256 n) external pure returns (uint256 sum) {
        uint256 x = 1;
        for (uint256 i = 0; i < n; i++) {
            unchecked {
                x = (x * 1103515245 + 12345) & 0x7fffffff;
            }
            sum += x;
            if (x & 1 == 0) {
                sum ^= i;
            }
        }
    }

    /// MULMOD, ADDMOD, DIV, MOD, EXP, signed operations and shifts on full-width words.
    function wide(uint256 n) external pure returns (uint256 a) {
        uint256 p = 0xffffffffffffffffffffffffffffffffffffffffffffffffffffffff00000001;
        a = 0x0123456789abcdeffedcba98765432100f1e2d3c4b5a69788796a5b4c3d2e1f0;
        uint256 b = 0xdeadbeefcafebabe0123456789abcdef00112233445566778899aabbccddeeff;
        for (uint256 i = 1; i <= n; i++) {
            unchecked {
                a = mulmod(a, b, p);
                b = addmod(b, a, p - i);
                a ^= (b / ((a >> 130) | 1)) + (a % ((b >> 64) | 1));
                b += uint256(int256(a) / (int256(b >> 100) | 1));
                b ^= uint256(int256(a) % (int256(b << 3) | 1));
                a += b ** (i & 31);
                if (int256(a) < int256(b)) {
                    a = (a << 7) ^ (b >> 9);
                }
            }
        }
        a ^= b;
    }

    /// Modular square roots by plain exponentiation: call-free compute on wide words.
    function power(uint256 n) external pure returns (uint256 sum) {
        uint256 p = 0xffffffffffffffffffffffffffffffffffffffffffffffffffffffff00000001;
        for (uint256 i = 1; i <= n; i++) {
            uint256 base = i;
            uint256 r = 1;
            for (uint256 e = p >> 1; e != 0; e >>= 1) {
                if (e & 1 == 1) {
                    r = mulmod(r, base, p);
                }
                base = mulmod(base, base, p);
            }
            unchecked {
                sum += r;
            }
        }
    }
}

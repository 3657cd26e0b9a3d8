// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Storage: new slots, warm slots, and slots for the transaction only.
contract Storage {
    mapping(uint256 => uint256) private values;
    uint256[64] private hot;

    function cold(uint256 n) external returns (uint256 sum) {
        for (uint256 i = 0; i < n; i++) {
            values[i] = i + 1;
        }
        for (uint256 i = 0; i < n; i++) {
            sum += values[i];
        }
    }

    function warm(uint256 n) external returns (uint256 sum) {
        for (uint256 i = 0; i < n; i++) {
            unchecked {
                hot[i & 63] = hot[(i * 7) & 63] + i;
            }
        }
        for (uint256 i = 0; i < 64; i++) {
            sum ^= hot[i];
        }
    }

    function temporary(uint256 n) external returns (uint256 sum) {
        assembly {
            for { let i := 0 } lt(i, n) { i := add(i, 1) } {
                let slot := and(mul(i, 2654435761), 255)
                tstore(slot, add(tload(slot), i))
                sum := add(sum, tload(and(i, 255)))
            }
        }
    }
}

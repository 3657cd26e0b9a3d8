// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

interface Token {
    function transfer(address to, uint256 value) external returns (bool);
    function transferFrom(address from, address to, uint256 value) external returns (bool);
}

/// The exchange of the executor's benchmarks: a constant product of two tokens, 0.3 % fee.
contract BenchPool {
    Token private token0;
    Token private token1;
    uint128 private reserve0;
    uint128 private reserve1;

    event Swap(address indexed trader, bool zeroForOne, uint256 amountIn, uint256 amountOut);

    error NothingOut(uint256 amountIn);

    function swap(bool zeroForOne, uint256 amountIn) external returns (uint256 amountOut) {
        (uint256 reserveIn, uint256 reserveOut) =
            zeroForOne ? (reserve0, reserve1) : (reserve1, reserve0);
        uint256 withFee = amountIn * 997;
        amountOut = withFee * reserveOut / (reserveIn * 1000 + withFee);
        if (amountOut == 0) revert NothingOut(amountIn);
        (Token tokenIn, Token tokenOut) = zeroForOne ? (token0, token1) : (token1, token0);
        tokenIn.transferFrom(msg.sender, address(this), amountIn);
        tokenOut.transfer(msg.sender, amountOut);
        uint128 newIn = uint128(reserveIn + amountIn);
        uint128 newOut = uint128(reserveOut - amountOut);
        (reserve0, reserve1) = zeroForOne ? (newIn, newOut) : (newOut, newIn);
        emit Swap(msg.sender, zeroForOne, amountIn, amountOut);
    }
}

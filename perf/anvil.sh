# Sourced by the comparisons: finds Anvil's binary among the npm packages, installing them if need be.
NPM=config/src/test/npm
[ -d "$NPM/node_modules/@foundry-rs/anvil" ] || (cd "$NPM" && npm ci --no-audit --no-fund >&2)
ANVIL="$(node -e "
  const {join,dirname}=require('path');
  const p='@foundry-rs/anvil-'+process.platform+'-'+({x64:'amd64',arm64:'arm64'}[process.arch]);
  console.log(join(dirname(require.resolve(p+'/package.json',{paths:['$NPM']})),'bin','anvil'))")"

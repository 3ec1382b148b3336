/**
 * The releases of ingress-nginx since 1.8: which images their manifests name.
 *
 * Models: kubernetes/ingress-nginx, tags controller-v1.8.0 to controller-v1.15.1, deploy/static/provider/cloud/deploy.yaml
 */
import type { Release } from "./release.ts";

/** The digests of registry.k8s.io/ingress-nginx/kube-webhook-certgen, by tag. */
const CERTGEN: Readonly<Record<string, string>> = {
  v20230407: "543c40fd093964bc9ab509d3e791f9989963021f1e9e4c9c7b6700b02bfb227b",
  "v20231011-8b53cabe0": "a7943503b45d552785aa3b5e457f169a5661fb94d82b8a3373bcd9ebaf9aac80",
  "v20231226-1a7112e06": "25d6a5f11211cc5c3f9f2bf552b585374af287b4debf693cacbe2da47daa5084",
  "v1.4.0": "44d1d0e9f19c63f58b380c5fddaca7cf22c7cee564adeff365225a5df5ef3334",
  "v1.4.1": "36d05b4077fb8e3d13663702fa337f124675ba8667cbd949c03a8e8ea6fa4366",
  "v1.4.3": "a320a50cc91bd15fd2d6fa6de58bd98c1bd64b9a6f926ce23a600d87043455a3",
  "v1.4.4": "a9f03b34a3cbfbb26d103a14046ab2c5130a80c3d69d526ff8063d2b37b9fd3f",
  "v1.5.0": "aaafd456bda110628b2d4ca6296f38731a3aaf0bf7581efae824a41c770a8fc4",
  "v1.5.2": "e8825994b7a2c7497375a9b945f386506ca6a3eda80b89b74ef2db743f66a5ea",
  "v1.5.3": "2cf4ebfa82a37c357455458f6dfc334aea1392d508270b2517795a9933a02524",
  "v1.5.4": "7a38cf0f8480775baaee71ab519c7465fd1dfeac66c421f28f087786e631456e",
  "v1.6.0": "c9f76a75fd00e975416ea1b73300efd413116de0de8570346ed90766c5b5cefb",
  "v1.6.1": "e63459ec5965840af34d6d6a2f4c017eb6e212db83e054908d0bd148e1f35489",
  "v1.6.2": "050a34002d5bb4966849c880c56c91f5320372564245733b33d4b3461b4dbd24",
  "v1.6.3": "3d671cf20a35cd94efc5dcd484970779eb21e7938c98fbc3673693b8a117cf39",
  "v1.6.4": "bcfc926ed57831edf102d62c5c0e259572591df4796ef1420b87f9cf6092497f",
  "v1.6.5": "03a00eb0e255e8a25fa49926c24cde0f7e12e8d072c445cdf5136ec78b546285",
  "v1.6.6": "b28e0688be7d1e15fe385053bd4c6b631bc7708c9220632de1b95867e5e7da11",
  "v1.6.7": "7c74a715af2c94cb734785b4d3ea1357b4f02b88e1e123c622a9cb68b62f669c",
  "v1.6.8": "d7e8257f8d8bce64b6df55f81fba92011a6a77269b3350f8b997b152af348dba",
  "v1.6.9": "01038e7de14b78d702d2849c3aad72fd25903c4765af63cf16aa3398f5d5f2dd",
};

/** The controller's version and digest, and the certgen that came with it. */
const CONTROLLERS: readonly (readonly [version: string, digest: string, certgen: string])[] = [
  ["1.8.0", "744ae2afd433a395eeb13dc03d3313facba92e96ad71d9feaafc85925493fee3", "v20230407"],
  ["1.8.1", "e5c4824e7375fcf2a393e1c03c293b69759af37a9ca6abdb91b13d78a93da8bd", "v20230407"],
  ["1.8.4", "8d8ddf32b83ca3e74bd5f66369fa60d85353e18ff55fa7691b321aa4716f5ba9", "v20231011-8b53cabe0"],
  ["1.9.1", "605a737877de78969493a4b1213b21de4ee425d2926906857b98050f57a95b25", "v20230407"],
  ["1.9.4", "5b161f051d017e55d358435f295f5e9a297e66158f136321d9b04520ec6c48a3", "v20231011-8b53cabe0"],
  ["1.9.5", "b3aba22b1da80e7acfc52b115cae1d4c687172cbf2b742d5b502419c25ff340e", "v20231011-8b53cabe0"],
  ["1.9.6", "1405cc613bd95b2c6edd8b2a152510ae91c7e62aea4698500d23b2145960ab9c", "v20231226-1a7112e06"],
  ["1.10.0", "42b3f0e5d0846876b1791cd3afeb5f1cbbe4259d6f35651dcc1b5c980925379c", "v1.4.0"],
  ["1.10.1", "e24f39d3eed6bcc239a56f20098878845f62baa34b9f2be2fd2c38ce9fb0f29e", "v1.4.1"],
  ["1.10.2", "e3311b3d9671bc52d90572bcbfb7ee5b71c985d6d6cffd445c241f1e2703363c", "v1.4.1"],
  ["1.10.3", "b5a5082f8e508cc1aac1c0ef101dc2f87b63d51598a5747d81d6cf6e7ba058fd", "v1.4.1"],
  ["1.10.4", "505b9048c02dde3d6c8667bf0b52aba7b36adf7b03da34c47d5fa312d2d4c6fc", "v1.4.3"],
  ["1.10.5", "c84d11b1f7bd14ebbf49918a7f0dc01b31c0c6e757e0129520ea93453096315c", "v1.4.4"],
  ["1.10.6", "b6fbd102255edb3ba8e5421feebe14fd3e94cf53d199af9e40687f536152189c", "v1.5.0"],
  ["1.11.0", "a886e56d532d1388c77c8340261149d974370edca1093af4c97a96fb1467cb39", "v1.4.1"],
  ["1.11.1", "e6439a12b52076965928e83b7b56aae6731231677b01e81818bce7fa5c60161a", "v1.4.1"],
  ["1.11.2", "d5f8217feeac4887cb1ed21f27c2674e58be06bd8f5184cacea2a69abaf78dce", "v1.4.3"],
  ["1.11.3", "d56f135b6462cfc476447cfe564b83a45e8bb7da2774963b00d12161112270b7", "v1.4.4"],
  ["1.11.4", "981a97d78bee3109c0b149946c07989f8f1478a9265031d2d23dea839ba05b52", "v1.5.0"],
  ["1.11.5", "a1cbad75b0a7098bf9325132794dddf9eef917e8a7fe246749a4cea7ff6f01eb", "v1.5.2"],
  ["1.11.6", "4f04fad99f00e604ab488cf0945b4eaa2a93f603f97d2a45fc610ff0f3cad0f9", "v1.5.3"],
  ["1.11.7", "016a25cf89bf7f930869ccd7cb3dd4acbe106cd4da1419804951ef9c8636f053", "v1.5.4"],
  ["1.11.8", "695d79381ee6af00c7f5c9fd434f50851d7d32838ad5b2c507e416cf2084fc79", "v1.6.0"],
  ["1.12.0", "e6b8de175acda6ca913891f0f727bca4527e797d52688cbe9fec9040d6f6b6fa", "v1.5.0"],
  ["1.12.1", "d2fbc4ec70d8aa2050dd91a91506e998765e86c96f32cffb56c503c9c34eed5b", "v1.5.2"],
  ["1.12.2", "03497ee984628e95eca9b2279e3f3a3c1685dd48635479e627d219f00c8eefa9", "v1.5.3"],
  ["1.12.3", "ac444cd9515af325ba577b596fe4f27a34be1aa330538e8b317ad9d6c8fb94ee", "v1.5.4"],
  ["1.12.4", "05890cb25d37aa5cfe086614104f798f55e1eeec8dda26d9fd6f6acf0e1554a0", "v1.6.0"],
  ["1.12.5", "f4a204a39ce99e7d297c54b02e64e421d872675c5ee29ab1b6edb62d4d69be5c", "v1.6.1"],
  ["1.12.6", "c371fbf42b4f23584ce879d99303463131f4f31612f0875482b983354eeca7e6", "v1.6.2"],
  ["1.12.7", "6ca5f62d18ac6b2e57484ecde310dccd3079b545acecff01c4c71eb5fb222438", "v1.6.3"],
  ["1.12.8", "8f8343060688fb2a85752b7345a988d0d3c890d774e18e80b9e8730756e5b530", "v1.6.4"],
  ["1.13.0", "dc75a7baec7a3b827a5d7ab0acd10ab507904c7dad692365b3e3b596eca1afd2", "v1.6.0"],
  ["1.13.1", "37e489b22ac77576576e52e474941cd7754238438847c1ee795ad6d59c02b12a", "v1.6.1"],
  ["1.13.2", "1f7eaeb01933e719c8a9f4acd8181e555e582330c7d50f24484fb64d2ba9b2ef", "v1.6.2"],
  ["1.13.3", "1b044f6dcac3afbb59e05d98463f1dec6f3d3fb99940bc12ca5d80270358e3bd", "v1.6.3"],
  ["1.13.4", "4042ae3c512c5d7bcf9682b0fdff96cd7b46a23dcbe15a762349094cd8087be7", "v1.6.4"],
  ["1.13.5", "5b346855be6752fa2a40f91983fa35a0c004b41493f36be6068a3d4350e69db8", "v1.6.5"],
  ["1.13.6", "4b85724d716a545f38338cb99f0e07c83d16780adb0911e0e4d6218c7e5944a8", "v1.6.6"],
  ["1.13.7", "13db2f8aca4bb71ae7f727288620c4569b01bab4911b01fa3917995ff7755de8", "v1.6.7"],
  ["1.13.8", "0e7fad5de70f55c7f5fb61858be5ba6794d61091ad0874e963a61851e43edf99", "v1.6.8"],
  ["1.13.9", "d803625b20d471400fdae9dce0fdd076c0361f8f7e1ecee0dcd2f84fa0d196f8", "v1.6.9"],
  ["1.14.0", "e4127065d0317bd11dc64c4dd38dcf7fb1c3d72e468110b4086e636dbaac943d", "v1.6.4"],
  ["1.14.1", "f95a79b85fb93ac3de752c71a5c27d5ceae10a18b61904dec224c1c6a4581e47", "v1.6.5"],
  ["1.14.2", "fb3e5c0bdff6a498dd5192b11a09ace0739baa9fe6ba519bf5b22425871ce490", "v1.6.6"],
  ["1.14.3", "82917be97c0939f6ada1717bb39aa7e66c229d6cfb10dcfc8f1bd42f9efe0f81", "v1.6.7"],
  ["1.14.4", "f8c7959ed0cc0c1dd6060f291fc50ccaf27a5497d182bbb6bc4ffed943616f23", "v1.6.8"],
  ["1.14.5", "af3312d040dbe8d503001a1094b248e8be372f70f317a4bc35f81fb312bff3a8", "v1.6.9"],
  ["1.15.0", "4eea9a4cc2cb6ddcb7da14d377aaf452e68bd3dbe87fe280755d225c4d5e7e4e", "v1.6.8"],
  ["1.15.1", "594ceea76b01c592858f803f9ff4d2cb40542cae2060410b2c95f75907d659e1", "v1.6.9"],
];

/** Tags whose manifests name another version than their own. */
const TAGGED: Readonly<Record<string, string>> = {
  "1.8.2": "1.8.1",
  "1.8.5": "1.8.4",
  "1.9.0": "1.8.0",
  "1.9.3": "1.9.1",
};

function numbered(text: string): number {
  const [, minor = 0, patch = 0] = text.split(".").map(Number);
  return minor * 100 + patch;
}

function releaseOf([version, digest, certgen]: (typeof CONTROLLERS)[number]): Release {
  return {
    version,
    number: numbered(version),
    controller: `v${version}@sha256:${digest}`,
    certgen: `${certgen}@sha256:${CERTGEN[certgen]}`,
  };
}

/** By what stands after `controller-v` in an address. */
export const RELEASES: ReadonlyMap<string, Release> = new Map(
  [...CONTROLLERS.map(([version]) => [version, version] as const), ...Object.entries(TAGGED)].flatMap(
    ([tag, version]) => CONTROLLERS.filter(([one]) => one === version).map((row) => [tag, releaseOf(row)] as const),
  ),
);

/** The last one before the project was retired in March 2026. */
export const LAST_RELEASE = RELEASES.get("1.15.1") as Release;
export const CONTROLLER_TAGS: readonly string[] = CONTROLLERS.map(([version]) => `v${version}`);
export const CERTGEN_TAGS: readonly string[] = Object.keys(CERTGEN);

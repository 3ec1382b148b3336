export interface BenchArguments {
  readonly json: boolean;
  readonly only: readonly string[];
}
export declare function bench({ json, only }: BenchArguments): number;

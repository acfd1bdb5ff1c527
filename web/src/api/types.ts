import type { components, paths } from './schema';

/** The schemas of the service's OpenAPI document, by name. */
export type Schemas = components['schemas'];

export type Path = keyof paths;
export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** The paths that support the method. */
export type PathOf<M extends Method> = { [P in Path]: paths[P][M] extends object ? P : never }[Path];

type Operation<P extends Path, M extends Method> = paths[P][M];
type JsonOf<R> = R extends { content: { 'application/json': infer J } } ? J : undefined;
type ResponsesOf<O> = O extends { responses: infer R } ? R : never;

/** The body of a successful response. */
export type AnswerOf<P extends Path, M extends Method> = {
  [S in keyof ResponsesOf<Operation<P, M>>]: S extends 200 | 201 | 204 ? JsonOf<ResponsesOf<Operation<P, M>>[S]> : never;
}[keyof ResponsesOf<Operation<P, M>>];

type RequestOf<O> = O extends { requestBody?: infer R } ? NonNullable<R> : never;

/** The request body; `undefined` if the operation has none. */
export type BodyOf<P extends Path, M extends Method> = [RequestOf<Operation<P, M>>] extends [never]
  ? undefined
  : RequestOf<Operation<P, M>> extends { content: { 'application/json': infer B } } ? NonNullable<B> : undefined;

/** The values for the `{names}` in the path. */
export type ParamsOf<P extends Path> = P extends `${string}{${infer Name}}${infer Rest}`
  ? { [N in Name | keyof ParamsOf<Rest extends Path ? Rest : never>]: string }
  : {};

export type Problem = Schemas['Problem'];

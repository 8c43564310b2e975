import type { ModulesContainer } from '@nestjs/core';

/** A module of Nest's container. */
export type NestModuleRef =
  ModulesContainer extends Map<string, infer Ref> ? Ref : never;

/** Nest's record of a provider, controller, enhancer or middleware. */
export type NestWrapper =
  NestModuleRef['providers'] extends Map<infer _Token, infer Wrapper>
    ? Wrapper
    : never;

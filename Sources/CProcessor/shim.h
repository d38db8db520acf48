// Which extensions of the processor the compiler was allowed to use (-march). A program that uses one
// that the processor lacks ends with "Illegal instruction".

/// The extensions that could be missing on another processor, by the names that /proc/cpuinfo has
/// for them, each with a space before it.
static inline const char *compiled_extensions(void) {
  return ""
#ifdef __AVX__
         " avx"
#endif
#ifdef __AVX2__
         " avx2"
#endif
#ifdef __FMA__
         " fma"
#endif
#ifdef __AVX512F__
         " avx512f"
#endif
#ifdef __AVX512BW__
         " avx512bw"
#endif
#ifdef __AVX512DQ__
         " avx512dq"
#endif
#ifdef __AVX512VL__
         " avx512vl"
#endif
#ifdef __AVX512VNNI__
         " avx512_vnni"
#endif
#ifdef __AVX512BF16__
         " avx512_bf16"
#endif
#ifdef __AVX512FP16__
         " avx512_fp16"
#endif
#ifdef __ARM_FEATURE_DOTPROD
         " asimddp"
#endif
#ifdef __ARM_FEATURE_SVE
         " sve"
#endif
      ;
}

/// Whether the compiler was allowed to multiply and add in one instruction.
static inline _Bool has_fused_multiply_add(void) {
#if defined(__FMA__) || defined(__aarch64__)
  return 1;
#else
  return 0;
#endif
}

/// How many 32-bit floats one register holds, of those that the compiler was allowed to use.
static inline int floats_in_a_register(void) {
#if defined(__AVX512F__)
  return 16;
#elif defined(__AVX__)
  return 8;
#else
  return 4;
#endif
}

/// Memory for 72,000 floats, which this thread has to itself. It is no part of the heap.
static inline float *product_room(void) {
  static _Thread_local float room[72000] __attribute__((aligned(64)));
  return room;
}

/// Has a number brought to the first-level cache that will be written soon, without waiting for it.
static inline void prefetch(const float *number) { __builtin_prefetch(number, 1); }

/// Has a number brought to the first-level cache that will be read soon, without waiting for it.
static inline void prefetch_to_read(const float *number) { __builtin_prefetch(number, 0); }

typedef float Sixteen __attribute__((ext_vector_type(16)));

/// The square root of each number. Swift's own looks at each of them, whether it is below zero.
static inline Sixteen square_roots(Sixteen numbers) { return __builtin_elementwise_sqrt(numbers); }

import Models

/// `config.json` of a GPT-2 in Hugging Face's transformers (in snake case there).
struct GPT2Configuration: Encodable {
  let architectures: [String]
  let modelType = "gpt2"
  let vocabSize, nPositions, nEmbd, nLayer, nHead: Int
  let activationFunction = "gelu_new"
  let layerNormEpsilon = 1e-5
  let initializerRange: Double
  // The course has no dropout; the default there is 0.1.
  let residPdrop = 0.0
  let embdPdrop = 0.0
  let attnPdrop = 0.0
  let tieWordEmbeddings = true
  let bosTokenId, eosTokenId, padTokenId: Int32
  let dtype = "float32"
  let useCache = true
  // Of a reward model: one number, called a score.
  let id2label: [String: String]?
  let label2id: [String: Int]?

  init(
    _ configuration: TransformerConfiguration, isScalar: Bool, endOfText: Int32, padding: Int32
  ) {
    architectures = [isScalar ? "GPT2ForSequenceClassification" : "GPT2LMHeadModel"]
    vocabSize = configuration.vocabularySize
    nPositions = configuration.contextLength
    nEmbd = configuration.width
    nLayer = configuration.layers
    nHead = configuration.heads
    initializerRange = configuration.initialDeviation
    (bosTokenId, eosTokenId, padTokenId) = (endOfText, endOfText, padding)
    id2label = isScalar ? ["0": "score"] : nil
    label2id = isScalar ? ["score": 0] : nil
  }
}

/// `generation_config.json`: how `generate()` samples where it is not told otherwise. As in the course, tokens are
/// drawn from the whole distribution; the default there is the 50 likeliest.
struct GenerationConfiguration: Encodable {
  let bosTokenId, eosTokenId, padTokenId: Int32
  let doSample = true
  let temperature = 1.0
  let topK = 0
  let topP = 1.0
  let maxNewTokens: Int
}

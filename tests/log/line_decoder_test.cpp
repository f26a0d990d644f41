#include "dyad/log/line_decoder.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "dyad/log/line_encoder.hpp"
#include "log/log_support.hpp"

namespace dyad::log {
namespace {

using namespace testing;
using Outcome = LineDecoder::Outcome;

struct Decoded {
  Outcome outcome = Outcome::malformed;
  std::uint64_t seq = 0;
  std::optional<Record> record;
  bool operator==(const Decoded&) const = default;
};

class LineDecoderTest : public ::testing::Test {
 protected:
  Names names = Names::of(sample_header()).value();
  LineEncoder encoder{names};
  LineDecoder decoder{names};

  std::string line(std::uint64_t seq, const Record& record) {
    std::string text(encoder.encode(seq, record));
    text.pop_back();
    return text;
  }

  Decoded decode(const std::string& text) {
    const std::string padded = text + std::string(LineDecoder::kPadding, '\0');
    LoggedRecord out;
    Decoded decoded;
    decoded.outcome =
        decoder.decode(std::string_view(padded).substr(0, text.size()), out);
    if (decoded.outcome == Outcome::record) {
      decoded.seq = out.seq;
      decoded.record = out.record;
    }
    return decoded;
  }
};

// Means the same, but is not the form that the writer gives.
std::string spaced(const std::string& line) { return " " + line + " "; }

TEST_F(LineDecoderTest, TakesAnyRecordBack) {
  const bool holds = rc::check([this] {
    const Record record = *any_record();
    const auto seq = *rc::gen::arbitrary<std::uint64_t>();
    const Decoded expected{Outcome::record, seq, record};
    RC_ASSERT(decode(line(seq, record)) == expected);
    RC_ASSERT(decode(spaced(line(seq, record))) == expected);
  });
  EXPECT_TRUE(holds);
}

// The quick way through plain lines may never see what the JSON parser does not.
TEST_F(LineDecoderTest, JudgesMutatedLinesAsTheJsonParserDoes) {
  const bool holds = rc::check([this] {
    const std::string written = line(7, *any_record());
    for (int changes = 0; changes < 40; ++changes) {
      std::string text = written;
      const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
      const char c = *rc::gen::oneOf(
          rc::gen::element('"', '\\', ',', ':', '{', '}', '-', '0', '1', '9', '.', 'e',
                           'n', ' ', '\x1f', '\x7f', '\xc3'),
          rc::gen::arbitrary<char>());
      if (*rc::gen::arbitrary<bool>()) {
        text[at] = c;
      } else {
        text.insert(at, 1, c);
      }
      if (!(decode(text) == decode(spaced(text)))) RC_FAIL(text);
    }
  });
  EXPECT_TRUE(holds);
}

TEST_F(LineDecoderTest, IgnoresMembersItDoesNotKnow) {
  const std::string text =
      R"({"seq":1,"new":3,"t":5,"type":"raw_edge","more":{"a":[1]},"channel":"poke_left",)"
      R"("active":true,"x":"y","z":null,"w":false,"crc":"00000000"})";
  const Decoded expected{Outcome::record, 1,
                         Record(RawEdge{Time::from_us(5), 0, true})};
  EXPECT_EQ(decode(text), expected);
}

TEST_F(LineDecoderTest, PassesOverTypesAndNotesItDoesNotKnow) {
  EXPECT_EQ(decode(R"({"seq":1,"t":5,"type":"weather","crc":""})").outcome,
            Outcome::unknown_type);
  EXPECT_EQ(decode(R"({"seq":1,"t":5,"type":"note","trial":1,"note":"new","crc":""})")
                .outcome,
            Outcome::unknown_type);
}

// A fault decides nothing; so a later version may add a kind.
TEST_F(LineDecoderTest, PassesOverAFaultOfAKindItDoesNotKnow) {
  const std::string rest = R"(,"count":0,"message":"","crc":""})";
  const std::string head = R"({"seq":1,"t":5,"type":"fault")";
  EXPECT_EQ(decode(head + R"(,"kind":"flood")" + rest).outcome, Outcome::unknown_type);
  EXPECT_EQ(decode(head + R"(,"kind":3)" + rest).outcome, Outcome::malformed);
  EXPECT_EQ(decode(head + rest).outcome, Outcome::malformed);
}

// What was decided is read whole or not at all.
TEST_F(LineDecoderTest, RefusesANoteWithAWordItDoesNotKnow) {
  const std::string head = R"({"seq":1,"t":5,"type":"note","trial":1,"note":)";
  EXPECT_EQ(decode(head + R"("response","role":"dreamt"})").outcome,
            Outcome::malformed);
  EXPECT_EQ(decode(head + R"("reward_withheld","reason":"whim"})").outcome,
            Outcome::malformed);
  EXPECT_EQ(decode(head + R"("reward_withheld","reason":"cap"})").outcome,
            Outcome::record);
}

TEST_F(LineDecoderTest, RefusesNamesThatTheHeadersStageDoesNotHave) {
  const auto problem = [this](const std::string& members) {
    const std::string text =
        R"({"seq":1,"t":5,"type":"note","trial":1,"note":"trial_start",)" + members;
    EXPECT_EQ(decode(text + "}").outcome, Outcome::malformed) << text;
    return decoder.problem();
  };
  const auto names_it = [&](const std::string& members, const std::string& name) {
    return problem(members).find("\"" + name + "\"") != std::string::npos;
  };
  EXPECT_TRUE(names_it(R"("block":"tight")", "block"));
  EXPECT_TRUE(names_it(R"("target":"middle")", "target"));
  EXPECT_TRUE(names_it(R"("conditions":{"probe":"often"})", "conditions"));
  EXPECT_TRUE(names_it(R"("conditions":{"place":"catch"})", "conditions"));
  EXPECT_TRUE(names_it(R"("conditions":{"probe":null})", "conditions"));
  EXPECT_TRUE(names_it(R"("conditions":"catch")", "conditions"));
  EXPECT_TRUE(names_it(R"("catch":"yes")", "catch"));
  EXPECT_TRUE(names_it(R"("choices":{"A1":"middle"})", "choices"));
  EXPECT_TRUE(names_it(R"("choices":{"C":"near"})", "choices"));
}

TEST_F(LineDecoderTest, NoConditionsOfOneLineAreTakenForThoseOfTheNext) {
  const std::string head =
      R"({"seq":1,"t":5,"type":"note","trial":1,"note":"trial_start")";
  const auto start = [&](const std::string& members) {
    const auto record = decode(head + members + "}").record;
    return std::get<note::TrialStart>(std::get<Note>(*record).body);
  };
  note::TrialStart both;
  both.levels[0] = 1;
  both.levels[1] = 0;
  EXPECT_EQ(start(R"(,"conditions":{"probe":"catch","größe":"5"})"), both);
  EXPECT_EQ(start(""), note::TrialStart{});
  note::TrialStart one;
  one.levels[0] = 0;
  EXPECT_EQ(start(R"(,"conditions":{"probe":"normal"})"), one);
  EXPECT_EQ(start(R"(,"conditions":{})"), note::TrialStart{});
}

TEST_F(LineDecoderTest, NoChoicesOfOneLineAreTakenForThoseOfTheNext) {
  const std::string head = R"({"seq":1,"t":5,"type":"note","trial":1,"note":"outcome",)"
                           R"("outcome":"error","latency_us":{},"ambiguous":false)";
  const auto outcome = [&](const std::string& members) {
    const auto record = decode(head + members + "}").record;
    return std::get<note::TrialOutcome>(std::get<Note>(*record).body);
  };
  note::TrialOutcome none;
  none.outcome = dyad::Outcome::error;
  note::TrialOutcome first = none;
  first.choices[0] = 0;
  EXPECT_EQ(outcome(R"(,"choices":{"A1":"near"})"), first);
  EXPECT_EQ(outcome(""), none);
  EXPECT_EQ(outcome(R"(,"choices":{"A1":null})"), none);
}

TEST_F(LineDecoderTest, SaysWhichMemberIsMissingOrWrong) {
  const auto problem = [this](const std::string& text) {
    EXPECT_EQ(decode(text).outcome, Outcome::malformed) << text;
    return decoder.problem();
  };
  EXPECT_NE(problem(R"({"seq":1,"t":5,"type":"raw_edge","channel":"poke_left"})")
                .find("\"active\" is missing"),
            std::string::npos);
  EXPECT_NE(problem(R"({"seq":1,"t":"5","type":"raw_edge"})").find("\"t\""),
            std::string::npos);
  EXPECT_NE(
      problem(R"({"seq":1,"t":5,"type":"raw_edge","channel":"nowhere","active":true})")
          .find("\"channel\""),
      std::string::npos);
  EXPECT_NE(problem(R"({"t":5,"type":"raw_edge"})").find("\"seq\""), std::string::npos);
  EXPECT_NE(problem("[]").find("not a JSON object"), std::string::npos);
}

TEST_F(LineDecoderTest, ABoardDecisionNeedsAVerdictButNoFirstResponse) {
  const std::string head = R"({"seq":1,"t":5,"type":"board_decision","trial":7)";
  const BoardDecision disarmed{.trial = 7,
                               .verdict = BoardVerdict::disarmed,
                               .time = Time::from_us(5),
                               .first = std::nullopt};
  const Decoded expected{Outcome::record, 1, Record(disarmed)};
  EXPECT_EQ(decode(head + R"(,"verdict":"disarmed"})"), expected);
  EXPECT_EQ(decode(head + R"(,"verdict":"won"})").outcome, Outcome::malformed);
  EXPECT_NE(decoder.problem().find("\"verdict\""), std::string::npos);
  EXPECT_EQ(decode(head + "}").outcome, Outcome::malformed);
  EXPECT_EQ(decode(head + R"(,"verdict":"miss","first_us":"x"})").outcome,
            Outcome::malformed);
}

TEST_F(LineDecoderTest, RefusesNumbersThatDoNotFit) {
  const std::string head = R"({"seq":1,"t":5,"type":"actuation","channel":"poke_left",)"
                           R"("duration_us":1,"status":"done","token":)";
  EXPECT_EQ(decode(head + "4294967295}").outcome, Outcome::record);
  EXPECT_EQ(decode(head + "4294967296}").outcome, Outcome::malformed);
  EXPECT_EQ(decode(head + "-1}").outcome, Outcome::malformed);
  EXPECT_EQ(decode(head + "1.5}").outcome, Outcome::malformed);
  const std::string sample = R"({"seq":1,"t":5,"type":"clock_sample","device":"gpio",)"
                             R"("sent_us":3,"ticks":18446744073709551615,"boot":)";
  EXPECT_EQ(decode(sample + "4294967295}").outcome, Outcome::record);
  EXPECT_EQ(decode(sample + "4294967296}").outcome, Outcome::malformed);
  const std::string decision = R"({"seq":1,"t":5,"type":"board_decision",)"
                               R"("device":"gpio","verdict":"miss","trial":)";
  EXPECT_EQ(decode(decision + "4294967295}").outcome, Outcome::record);
  EXPECT_EQ(decode(decision + "4294967296}").outcome, Outcome::malformed);
}

}  // namespace
}  // namespace dyad::log

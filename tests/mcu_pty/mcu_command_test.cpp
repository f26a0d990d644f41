#include <gmock/gmock.h>
#include <stdlib.h>  // NOLINT: setenv is not in <cstdlib>
#include <sys/stat.h>

#include <fstream>

#include "mcu_pty/other_board.hpp"
#include "mcu_pty/pty_session.hpp"

namespace dyad::mcu_pty {
namespace {

using gpio_sim::text_of;
using ::testing::HasSubstr;
using Json = nlohmann::ordered_json;

class McuCommand : public PtySession {};

TEST_F(McuCommand, InfoTellsWhatIsThereAndChangesNothing) {
  const Ran first = dyad({"mcu", "info", board->port()});
  EXPECT_EQ(first.exit_code, 0) << first.err;
  EXPECT_THAT(first.out, HasSubstr("Arduino Uno"));
  EXPECT_THAT(first.out, HasSubstr("protocol 1.0"));
  EXPECT_THAT(first.out, HasSubstr("unconfigured"));
  EXPECT_THAT(first.out, HasSubstr("out0          2000 ms"));
  EXPECT_EQ(dyad({"mcu", "info", board->port()}).out, first.out);
}

TEST_F(McuCommand, InfoAsJsonSaysWhetherTheRigFits) {
  write_files();
  const Ran ran =
      dyad({"mcu", "info", "--json", "--rig", (folder / "rig.json").string()});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  const Json json = Json::parse(ran.out);
  EXPECT_EQ(json["port"], board->port());
  EXPECT_EQ(json["usable"], true);
  EXPECT_EQ(json["rig"]["fits"], true);
  EXPECT_EQ(json["board"]["outputs"].size(), 8U);
  EXPECT_EQ(json["board"]["outputs"][0]["budget_ms_per_min"], 12'000);
}

TEST_F(McuCommand, InfoTellsWhyABoardIsSafe) {
  write_files();
  start();
  session->signal(SIGKILL);
  std::string said;
  EXPECT_TRUE(wait_for(kSoon, [&] {
    said = dyad({"mcu", "info", board->port()}).out;
    return said.find("safe: outputs are closed, since no host was heard for 500 ms") !=
           std::string::npos;
  })) << said;
}

TEST_F(McuCommand, ABoardOfASessionIsNotForOthers) {
  start();
  for (const char* command : {"info", "ping", "flash"}) {
    const Ran ran = dyad({"mcu", command, board->port()});
    EXPECT_EQ(ran.exit_code, 3);
    EXPECT_THAT(ran.err, HasSubstr("end the other program that has it open"));
  }
  stop(SIGTERM, 0);
  EXPECT_TRUE(log().all<Fault>().empty());
}

TEST_F(McuCommand, PingMeasuresTheLineAndTheClock) {
  const Ran ran = dyad({"mcu", "ping", board->port(), "--count", "20"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("20 sent, 20 answered, 0 lost"));
  EXPECT_THAT(ran.out, HasSubstr("median"));
  EXPECT_THAT(ran.out, HasSubstr("ppm"));
}

TEST_F(McuCommand, PingTellsOfAReset) {
  board->reset(board->now_ms() + 2000);
  const Ran ran = dyad({"mcu", "ping", board->port(), "--count", "1000"});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("the board was reset meanwhile"));
}

class AnotherBoard : public PtyTest {};

TEST_F(AnotherBoard, InfoAndPingSayThatItsProtocolIsAnother) {
  const OtherBoard board(OtherBoard::Says::protocol_2);
  const Ran info = dyad({"mcu", "info", board.port()});
  EXPECT_EQ(info.exit_code, 1);
  EXPECT_THAT(info.out, HasSubstr("no: this dyad speaks protocol 1.0"));
  EXPECT_THAT(info.err, HasSubstr("dyad mcu flash"));
  const Ran ping = dyad({"mcu", "ping", board.port()});
  EXPECT_EQ(ping.exit_code, 3);
  EXPECT_THAT(ping.err, HasSubstr("speaks protocol 2.0"));
}

TEST_F(AnotherBoard, InfoSaysThatNothingAnswers) {
  const OtherBoard board(OtherBoard::Says::nothing);
  const Ran ran = dyad({"mcu", "info", board.port()});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("no board with dyad's firmware answers"));
}

class RigOfNoBoard : public PtyTest {
 protected:
  Ran info(const std::vector<std::string>& more = {}) const {
    write_files();
    std::vector<std::string> arguments{"mcu", "info", "--rig",
                                       (folder / "rig.json").string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return dyad(arguments);
  }
};

TEST_F(RigOfNoBoard, InfoSaysWhichDevicesThereAre) {
  const Ran ran = info({"--device", "leonardo"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.err, HasSubstr("name one with --device: uno"));
}

TEST_F(RigOfNoBoard, InfoListsWhatIsWrongWithTheFile) {
  rig["nmae"] = "x";
  const Ran ran = info();
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("did you mean \"name\""));
}

TEST_F(RigOfNoBoard, InfoWithoutAPortIsNoError) {
  EXPECT_EQ(dyad({"mcu", "info"}).exit_code, 0);
  const Json json = Json::parse(dyad({"mcu", "info", "--json"}).out);
  EXPECT_TRUE(json["ports"].is_array());
}

// With a program on PATH in avrdude's place.
class McuFlash : public PtySession {
 protected:
  void SetUp() override {
    PtySession::SetUp();
    path_ = ::getenv("PATH");
    std::filesystem::create_directories(folder / "bin");
  }
  void TearDown() override {
    ::setenv("PATH", path_.c_str(), 1);
    PtySession::TearDown();
  }

  void put_avrdude(const std::string& then) const {
    const std::string file = (folder / "bin/avrdude").string();
    std::ofstream(file) << "#!/bin/sh\nprintf '%s\\n' \"$*\" >>" << folder / "asked"
                        << "\n"
                        << then << "\n";
    ::chmod(file.c_str(), 0755);
    ::setenv("PATH", (folder / "bin:").string().append(path_).c_str(), 1);
  }
  std::string asked() const { return text_of(folder / "asked"); }

 private:
  std::string path_;
};

TEST_F(McuFlash, RunsAvrdudeAndShowsTheBoard) {
  put_avrdude("exit 0");
  const Ran ran = dyad({"mcu", "flash", board->port()});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(
      asked(),
      "-p atmega328p -c arduino -P " + board->port() + " -b 115200 -D -U flash:w:" +
          std::filesystem::path(DYAD_FIRMWARE_ELF).replace_extension(".hex").string() +
          ":i\n");
  EXPECT_THAT(ran.out, HasSubstr("Done. The board says:"));
  EXPECT_THAT(ran.out, HasSubstr("protocol 1.0"));
}

TEST_F(McuFlash, EachBoardHasItsProgrammerAndRate) {
  put_avrdude("exit 0");
  std::ofstream(folder / "other.hex") << "";
  const std::string hex = (folder / "other.hex").string();
  const std::map<std::string, std::string> wanted{
      {"uno", "-p atmega328p -c arduino"},
      {"nano", "-p atmega328p -c arduino"},
      {"nano-old", "-p atmega328p -c arduino"},
      {"mega", "-p atmega2560 -c wiring"}};
  for (const auto& [name, start] : wanted) {
    std::filesystem::remove(folder / "asked");
    EXPECT_EQ(
        dyad({"mcu", "flash", board->port(), "--board", name, "--hex", hex}).exit_code,
        0);
    EXPECT_THAT(asked(), HasSubstr(start));
    EXPECT_THAT(asked(), HasSubstr(name == "nano-old" ? "-b 57600" : "-b 115200"));
    EXPECT_THAT(asked(), HasSubstr("flash:w:" + hex + ":i"));
  }
}

TEST_F(McuFlash, AFailureShowsWhatAvrdudeSaid) {
  put_avrdude("echo 'not in sync: resp=0x00' >&2; exit 1");
  const Ran ran = dyad({"mcu", "flash", board->port(), "--board", "nano"});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("not in sync: resp=0x00"));
  EXPECT_THAT(ran.err, HasSubstr("avrdude failed (exit code 1)"));
  EXPECT_THAT(ran.err, HasSubstr("nano-old"));
}

TEST_F(McuFlash, WithoutAvrdudeItSaysHowToGetIt) {
  ::setenv("PATH", (folder / "bin").string().c_str(), 1);
  const Ran ran = dyad({"mcu", "flash", board->port()});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("avrdude is not installed"));
  EXPECT_THAT(ran.err, HasSubstr("apt-get install avrdude"));
}

TEST_F(McuFlash, NothingIsWrittenWithoutAFileABoardOrAPort) {
  put_avrdude("exit 0");
  const Ran file = dyad({"mcu", "flash", board->port(), "--hex", "no.hex"});
  EXPECT_EQ(file.exit_code, 3);
  EXPECT_THAT(file.err, HasSubstr("there is no file no.hex"));
  const Ran kind = dyad({"mcu", "flash", board->port(), "--board", "teensy"});
  EXPECT_EQ(kind.exit_code, 2);
  EXPECT_THAT(kind.err, HasSubstr("one of uno, nano, nano-old, mega"));
  const Ran port = dyad({"mcu", "flash", (folder / "no port").string()});
  EXPECT_EQ(port.exit_code, 3);
  EXPECT_THAT(port.err, HasSubstr("plug the board in"));
  EXPECT_EQ(asked(), "");
}

}  // namespace
}  // namespace dyad::mcu_pty

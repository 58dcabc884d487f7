# language: pt
# Gerado com «interop translate» a partir de features/integration/rejection.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@RAD-66 @IOCM
Funcionalidade: As imagens que não se devem usar desaparecem para todos
  Uma imagem desfocada é só um incómodo; uma imagem de outra pessoa é um perigo.
  O que foi rejeitado e continua a ser mostrado será lido um dia.

  Regra: Uma imagem rejeitada já não é encontrada nem entregue

    @TC-REJ-001 @shall @positive
    Cenário: Uma imagem em duas é rejeitada pela sua qualidade
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "Radiografia do tórax" da paciente "Ana Torres" foi realizado no equipamento "DX_1"
      Quando o técnico rejeita 1 imagem do exame "Radiografia do tórax" da paciente "Ana Torres" com o motivo "qualidade"
      Então o número de imagens do exame "Radiografia do tórax" da paciente "Ana Torres" no sistema "PACS" é 1
      E as imagens rejeitadas do exame "Radiografia do tórax" da paciente "Ana Torres" não são entregues

    @TC-REJ-002 @shall @positive
    Cenário: Um exame inteiro é rejeitado pela segurança do paciente
      Dado que o paciente "Luis Mba" consta do registo da receção
      E o exame "TC do tórax" do paciente "Luis Mba" foi realizado no equipamento "CT_ER1"
      Quando o técnico rejeita todas as imagens do exame "TC do tórax" do paciente "Luis Mba" com o motivo "segurança do paciente"
      Então o número de imagens do exame "TC do tórax" do paciente "Luis Mba" no sistema "PACS" é 0
      E as imagens rejeitadas do exame "TC do tórax" do paciente "Luis Mba" não são entregues

    @MESA-109 @TC-REJ-003 @shall @positive
    Cenário: As imagens feitas com a entrada errada passam para o paciente certo
      Dado que o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      E o exame "TC do tórax" do paciente "Luis Mba" está agendado no equipamento "CT_ER1"
      Quando o técnico rejeita todas as imagens do exame "TC do tórax" da paciente "Ana Torres" com o motivo "entrada errada da lista de trabalho"
      E o técnico realiza o exame "TC do tórax" do paciente "Luis Mba" no equipamento "CT_ER1"
      Então o número de imagens do exame "TC do tórax" da paciente "Ana Torres" no sistema "PACS" é 0
      E o número de imagens do exame "TC do tórax" do paciente "Luis Mba" no sistema "PACS" é 2

  Regra: Uma rejeição acontece uma vez, e o que é rejeitado não volta

    @TC-REJ-004 @should @negative
    Cenário: A mesma rejeição é enviada pela segunda vez
      Dado que o exame "Radiografia do tórax" da paciente "Ana Torres" foi realizado no equipamento "DX_1"
      Quando o técnico rejeita 1 imagem do exame "Radiografia do tórax" da paciente "Ana Torres" com o motivo "qualidade"
      E a mesma rejeição do exame "Radiografia do tórax" da paciente "Ana Torres" é enviada pela segunda vez
      Então o sistema "PACS" recusa a imagem
      E o número de imagens do exame "Radiografia do tórax" da paciente "Ana Torres" no sistema "PACS" é 1

    @TC-REJ-005 @should @negative
    Cenário: Um equipamento que não o sabe volta a enviar uma imagem rejeitada
      Dado que o paciente "Luis Mba" consta do registo da receção
      E o exame "Radiografia do tórax" do paciente "Luis Mba" foi realizado no equipamento "DX_1"
      Quando o técnico rejeita todas as imagens do exame "Radiografia do tórax" do paciente "Luis Mba" com o motivo "segurança do paciente"
      E o equipamento "DX_1" volta a enviar as imagens do exame "Radiografia do tórax" do paciente "Luis Mba"
      Então o número de imagens do exame "Radiografia do tórax" do paciente "Luis Mba" no sistema "PACS" é 0

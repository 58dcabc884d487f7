# language: pt
# Gerado com «interop translate» a partir de features/integration/storage.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@RAD-8
Funcionalidade: Uma imagem que o arquivo aceitou está lá, completa e sem alterações
  O equipamento apaga o que o arquivo aceitou.
  Uma imagem aceite e não guardada, ou guardada e alterada, está perdida para o paciente.

  Regra: O que é aceite pode ser recuperado, bit a bit

    @FIELD-17 @TC-STO-001 @shall @positive
    Esquema do Cenário: As imagens do exame "<exame>" voltam tal como foram feitas
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "<exame>" da paciente "Ana Torres" está agendado no equipamento "<equipamento>"
      Quando o técnico realiza o exame "<exame>" da paciente "Ana Torres" no equipamento "<equipamento>"
      Então as imagens do exame "<exame>" da paciente "Ana Torres" estão armazenadas no sistema "PACS" e podem ser recuperadas
      E as imagens recuperadas do exame "<exame>" da paciente "Ana Torres" são as que foram feitas, píxel a píxel e palavra por palavra

      Exemplos:
        | exame                              | equipamento |
        | TC do tórax                        | CT_ER1      |
        | RM do joelho — lado direito        | MR_1        |
        | Radiografia da mão — lado esquerdo | DX_1        |
        | Radiografia do tórax no leito      | CR_1        |
        | Ecografia abdominal                | US_1        |
        | Mamografia bilateral               | MG_1        |

    @TC-STO-002 @shall @positive
    Cenário: O relatório de dose chega com o exame
      Dado que o exame "TC do tórax" do paciente "Luis Mba" está agendado no equipamento "CT_ER1"
      Quando o técnico inicia no equipamento "CT_ER1" o exame "TC do tórax" do paciente "Luis Mba"
      E o técnico adquire 2 imagens do exame "TC do tórax" do paciente "Luis Mba"
      E o equipamento "CT_ER1" envia o relatório de dose do exame "TC do tórax" do paciente "Luis Mba"
      E o técnico conclui o exame "TC do tórax" do paciente "Luis Mba"
      Então o relatório de dose do exame "TC do tórax" do paciente "Luis Mba" está no sistema "PACS" junto das imagens

    @RAD-18 @TC-STO-003 @shall @positive
    Cenário: Uma reconstrução posterior junta-se ao mesmo exame como série própria
      Dado que o paciente "Luis Mba" consta do registo da receção
      E o exame "TC do tórax" do paciente "Luis Mba" foi realizado no equipamento "CT_ER1"
      Quando o radiologista guarda uma captura secundária com o exame "TC do tórax" do paciente "Luis Mba"
      Então o número de séries do exame "TC do tórax" do paciente "Luis Mba" no sistema "PACS" é 2
      E as imagens do exame "TC do tórax" do paciente "Luis Mba" estão armazenadas no sistema "PACS" e podem ser recuperadas

    @FIELD-14 @TC-STO-004 @shall @positive
    Cenário: As imagens comprimidas continuam comprimidas tal como foram enviadas
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "Radiografia do tórax" da paciente "Ana Torres" está agendado no equipamento "DX_1"
      Quando o técnico realiza o exame "Radiografia do tórax" da paciente "Ana Torres" no equipamento "DX_1" com compressão sem perdas
      Então as imagens do exame "Radiografia do tórax" da paciente "Ana Torres" estão armazenadas no sistema "PACS" e podem ser recuperadas
      E as imagens recuperadas do exame "Radiografia do tórax" da paciente "Ana Torres" continuam comprimidas tal como foram enviadas

    @FIELD-13 @TC-STO-005 @shall @positive
    Cenário: É armazenado um exame com o número mais longo que a norma permite
      Dado que o paciente "Luis Mba" consta do registo da receção
      Quando o técnico realiza no equipamento "CT_ER1" o exame não agendado "TC do tórax" do paciente "Luis Mba" com um número de exame de 64 caracteres
      Então as imagens do exame "TC do tórax" do paciente "Luis Mba" estão armazenadas no sistema "PACS" e podem ser recuperadas

  Regra: O que não é guardado é recusado em termos claros

    @FIELD-09 @TC-STO-006 @shall @negative
    Cenário: Uma imagem que não é o que diz ser
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "TC do tórax" da paciente "Ana Torres" está agendado no equipamento "CT_ER1"
      Quando o equipamento "CT_ER1" envia uma imagem sem número próprio do exame "TC do tórax" da paciente "Ana Torres"
      Então o sistema "PACS" recusa a imagem
      E o número de imagens do exame "TC do tórax" da paciente "Ana Torres" no sistema "PACS" é 0

    @FIELD-07 @TC-STO-007 @shall @negative
    Cenário: Um equipamento chama o arquivo por um nome errado
      Dado que o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      Quando o equipamento "CT_ER1" chama o sistema "PACS" pelo nome "PACS_OLD"
      Então o sistema "PACS" recusa a ligação com o motivo "nome chamado não reconhecido"

    @FIELD-09 @TC-STO-010 @shall @negative
    Cenário: O que não cabia no arquivo é enviado de novo quando há espaço
      Dado que o paciente "Luis Mba" consta do registo da receção
      E o exame "RM crânio-encefálica" do paciente "Luis Mba" está agendado no equipamento "MR_1"
      Quando o técnico realiza o exame "RM crânio-encefálica" do paciente "Luis Mba" no equipamento "MR_1" enquanto o sistema "PACS" não tem espaço para imagens
      E o sistema "PACS" volta a ter espaço para imagens
      Então o equipamento "MR_1" volta a enviar as imagens que não cabiam no sistema "PACS"
      E o número de imagens do exame "RM crânio-encefálica" do paciente "Luis Mba" no sistema "PACS" é 2

    @RAD-18 @TC-STO-009 @shall @negative
    Cenário: Uma reconstrução enviada duas vezes é uma só série
      Dado que o exame "TC do tórax" do paciente "Luis Mba" foi realizado no equipamento "CT_ER1"
      Quando o radiologista guarda uma captura secundária com o exame "TC do tórax" do paciente "Luis Mba"
      E o equipamento "CT_ER1" volta a enviar as imagens do exame "TC do tórax" do paciente "Luis Mba"
      Então o número de séries do exame "TC do tórax" do paciente "Luis Mba" no sistema "PACS" é 2
      E o número de imagens do exame "TC do tórax" do paciente "Luis Mba" no sistema "PACS" é 3

    @TC-STO-008 @shall @negative
    Cenário: Uma imagem enviada duas vezes é uma só imagem
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      Quando o equipamento "CT_ER1" volta a enviar as imagens do exame "TC do tórax" da paciente "Ana Torres"
      Então o número de imagens do exame "TC do tórax" da paciente "Ana Torres" no sistema "PACS" é 2

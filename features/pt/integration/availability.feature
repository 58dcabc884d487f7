# language: pt
# Gerado com «interop translate» a partir de features/integration/availability.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@RAD-11 @RAD-49
Funcionalidade: A leitura começa quando as imagens lá estão, nem antes, nem nunca
  A lista de leitura abre um exame quando o arquivo de imagens diz que está disponível.
  Um aviso em falta deixa um exame por ler; um aviso prematuro faz ler metade das imagens.

  Regra: O arquivo de imagens anuncia o que guarda, uma vez e com verdade

    @MESA-134 @FIELD-18 @TC-AVL-001 @shall @positive
    Cenário: Um exame armazenado é anunciado uma vez
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "TC do tórax" da paciente "Ana Torres" está agendado no equipamento "CT_ER1"
      Quando o técnico realiza o exame "TC do tórax" da paciente "Ana Torres" no equipamento "CT_ER1"
      Então o sistema "RIS" recebe uma só vez o aviso de que as imagens do exame "TC do tórax" da paciente "Ana Torres" estão disponíveis
      E o aviso do exame "TC do tórax" da paciente "Ana Torres" indica exatamente as imagens que foram feitas

    @MESA-101 @TC-AVL-002 @shall @positive
    Cenário: O número de imagens passa de nenhuma a todas
      Dado que o paciente "Luis Mba" consta do registo da receção
      E o exame "RM crânio-encefálica" do paciente "Luis Mba" está agendado no equipamento "MR_1"
      Então o número de imagens do exame "RM crânio-encefálica" do paciente "Luis Mba" no sistema "PACS" é 0
      Quando o técnico realiza o exame "RM crânio-encefálica" do paciente "Luis Mba" no equipamento "MR_1"
      Então o número de imagens do exame "RM crânio-encefálica" do paciente "Luis Mba" no sistema "PACS" é 2

    @TC-AVL-003 @shall @negative
    Cenário: Uma imagem recusada não é anunciada
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "TC do tórax" da paciente "Ana Torres" está agendado no equipamento "CT_ER1"
      Quando o equipamento "CT_ER1" envia uma imagem sem número próprio do exame "TC do tórax" da paciente "Ana Torres"
      Então o sistema "PACS" recusa a imagem
      E nenhuma imagem do exame "TC do tórax" da paciente "Ana Torres" é anunciada como disponível
